/** Opens a page in the person's browser, or says how to. */

export async function openBrowser(
  page: { readonly url: string; invite(): string },
  tell: (text: string) => void,
): Promise<void> {
  const { env, platform } = process;
  const screen = env["DISPLAY"] ?? env["WAYLAND_DISPLAY"] ?? env["WSL_DISTRO_NAME"] ?? "";
  if (platform === "linux" && screen === "") {
    const { port } = new URL(page.url);
    const tunnel = env["SSH_CONNECTION"] === undefined ? "" : `, here or through ssh -L ${port}:127.0.0.1:${port}`;
    tell(`there is no display: open the page in a browser yourself${tunnel}`);
    return;
  }
  const failed = (error: Error): void => {
    tell(`no browser could be opened (${error.message}): open the page yourself`);
  };
  try {
    const { default: openUrl } = await import("open");
    (await openUrl(page.invite())).once("error", failed);
  } catch (error) {
    failed(error as Error);
  }
}
