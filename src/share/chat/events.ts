/** What a chat server tells whoever runs it. */

export interface ClientAddress {
  /** As node:net gives it. */
  readonly address: string;
  readonly port: number;
}

/**
 * not-allowed: by its address; full: too many; no-name: its first message is too long for one; too-late: none came in
 * time; no-files: it asked for a file, and no handler of first messages took it; ending: the server does.
 */
export type ChatRefusal = "not-allowed" | "full" | "no-name" | "too-late" | "no-files" | "ending";

/** quit: with {quit}; closed: without; reset: the connection broke; stuck: more waited for it than the limit. */
export type Leaving = "quit" | "closed" | "reset" | "stuck";

/** `people`: how many are in the chat then. */
export type ChatEvent = ClientAddress &
  (
    | { readonly kind: "joined"; readonly name: string; readonly people: number }
    | { readonly kind: "left"; readonly name: string; readonly how: Leaving; readonly people: number }
    | { readonly kind: "refused"; readonly why: ChatRefusal }
    /** It left before it gave a name. */
    | { readonly kind: "withdrew" }
    /** The handler of first messages took the connection over. */
    | { readonly kind: "taken" }
  );

export interface ChatCounters {
  /** In the chat now. */
  readonly people: number;
  /** Who joined so far. */
  readonly joined: number;
  /** Messages of people, as they were sent on. */
  readonly messages: number;
  readonly refused: number;
}
