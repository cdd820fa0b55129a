/** Opens a page in the person's browser, or says how to. */

/** Who fails so soon has shown nothing; later it may be the browser itself that ends, ms. */
const SOON = 10_000;

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
    const begun = performance.now();
    const opener = await openUrl(page.invite());
    opener.once("error", failed);
    opener.once("exit", (code) => {
      const soon = performance.now() - begun < SOON;
      if (soon && code !== null && code !== 0) failed(new Error(`its opener ended with ${code}`));
    });
  } catch (error) {
    failed(error as Error);
  }
}
