import type { ChatEvent } from "../chat/events.ts";
import type { ChatState } from "../display/page/room-protocol.ts";
import type { FileEvent } from "../files/events.ts";
import type { SharerEvent } from "../sharer/events.ts";
import type { ViewerState } from "../viewer/state.ts";

/** What goes on in a room. */
export type RoomEvent =
  | { readonly part: "screen" | "video"; readonly served: SharerEvent }
  | { readonly part: "screen" | "video"; readonly viewed: ViewerState }
  | { readonly part: "chat"; readonly served: ChatEvent }
  | { readonly part: "chat"; readonly state: ChatState }
  | { readonly part: "files"; readonly served: FileEvent }
  /** A part has come to its end before the room has; the others go on. */
  | { readonly part: "screen" | "video"; readonly failed: Error }
  | { readonly part: "page"; readonly tabs: number };
