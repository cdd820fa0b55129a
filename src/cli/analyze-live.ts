import { portFormats } from "../analyze/options.ts";
import type { Observer } from "../analyze/observer.ts";
import { LiveView } from "../lab/live/live-view.ts";
import { count } from "../lab/render/units.ts";
import type { Options } from "./analyze-options.ts";
import { LiveShow } from "./live-show.ts";
import { terminalStyle } from "./output.ts";

/** Shows what an analysis finds while it reads, until the capture ends. */
export function liveObserver(name: string, options: Options): Observer & { close(): void } {
  const view = new LiveView([...portFormats(options.port).keys()]);
  let seen: { readonly packets: number } = { packets: 0 };
  const show = new LiveShow(view, terminalStyle(options.color, options.ascii === true), () => {
    return `${name}: ${count(seen.packets)} packets, ${count(view.frames)} frames`;
  });
  let open = true;
  const close = (): void => {
    if (open) show.close();
    open = false;
  };
  return {
    begin: (analysis) => {
      seen = analysis;
      view.begin(analysis);
    },
    segment: view.segment,
    ignored: view.ignored,
    // The report takes the streams away.
    end: close,
    close,
  };
}
