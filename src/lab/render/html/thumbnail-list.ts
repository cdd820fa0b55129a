/** Some of the frames as small pictures. */
import type { FramesReport } from "../../../analyze/facts/report.ts";
import { durationText } from "../units.ts";
import type { StreamContext } from "./context.ts";
import { html, EMPTY, type Html } from "./markup.ts";
import { textOf } from "./say.ts";

export function thumbnailList(context: StreamContext): Html {
  const { say, stream, thumbnails, rows } = context;
  const list = thumbnails.get(stream.stream) ?? [];
  if (stream.frames === null) return EMPTY;
  if (list.length === 0) return whyNone(context, stream.frames);
  const items = list.map((thumbnail) => {
    const frame = stream.frames?.list[thumbnail.frame];
    const time = frame === undefined ? Number.NaN : (rows?.timeOf(frame.complete_packet) ?? Number.NaN);
    const alt = say("frames.thumb_alt", {
      index: thumbnail.frame,
      width: String(thumbnail.fullWidth),
      height: String(thumbnail.fullHeight),
    });
    const caption = say("frames.thumb_caption", {
      index: thumbnail.frame,
      time: Number.isFinite(time) ? durationText(time) : say("word.unknown"),
      packet: html`${frame?.complete_packet}`,
    });
    const source = `data:image/png;base64,${Buffer.from(thumbnail.png).toString("base64")}`;
    return html`<li><figure><img src="${source}" alt="${textOf(alt)}" width="${thumbnail.width}" height="${thumbnail.height}"><figcaption>${caption}</figcaption></figure></li>`;
  });
  return html`<h4>${say("frames.thumbs")}</h4><ul class="thumbs">${items}</ul>`;
}

function whyNone(context: StreamContext, { count, picture }: FramesReport): Html {
  const { say, withoutPictures, thumbnails, stream } = context;
  if (count === 0) return EMPTY;
  if (withoutPictures)
    return html`<p class="how">${say("frames.thumbs_none", { why: say("frames.why_redacted") })}</p>`;
  if (thumbnails.has(stream.stream))
    return html`<p class="how">${say("frames.thumbs_none", { why: say("frames.why_large") })}</p>`;
  if (picture === null || picture.sizes.length > 0) return EMPTY;
  return html`<p class="how">${say("frames.thumbs_none", { why: say("frames.why_size") })}</p>`;
}
