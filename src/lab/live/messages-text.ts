/** How far a chat or a file on a stream has come, in a few words. */
import { count, counted } from "../render/units.ts";
import type { LiveMessages } from "./stream-watch.ts";

/** "3 messages sent, 12 heard; 1 file, 20,480 bytes so far"; null: nothing was said. */
export function messagesText(messages: LiveMessages | null): string | null {
  if (messages === null) return null;
  const { sent, heard, files, fileBytes } = messages;
  const parts: string[] = [];
  if (sent + heard > 0) parts.push(`${counted(sent, "message")} sent, ${count(heard)} heard`);
  if (files > 0) parts.push(`${counted(files, "file")}, ${counted(fileBytes, "byte")} so far`);
  return parts.length === 0 ? null : parts.join("; ");
}
