/**
 * What a till and the process that holds its readers say to each other.
 *
 * @module
 */

/** Why a reader did not do what it was asked. */
export type Why = "busy" | "cardGone" | "cardChanged" | "readerGone" | "mute" | "service" | "failed"

/** What the till asks. `card`: the number that the process gave to a card. Commands are hexadecimal. */
export type Ask =
  | { readonly ask: "open"; readonly reader: string; readonly card: number }
  | { readonly ask: "send"; readonly reader: string; readonly command: string }
  | { readonly ask: "close"; readonly reader: string }

export type Reply =
  | { readonly reply: "answer"; readonly answer: string }
  /** `isSent`: the command had been handed to the reader, and the card may have done it. */
  | { readonly reply: "fault"; readonly why: Why; readonly isSent: boolean }

/** What the process says without being asked. */
export type News =
  /** It speaks with the reader service. */
  | { readonly news: "up" }
  /** Its native package is missing, or does not fit. It ends. */
  | { readonly news: "unavailable" }
  /** The service is not there, or has gone. It ends, and another process is tried later. */
  | { readonly news: "down"; readonly detail: string }
  | { readonly news: "reader" | "readerGone" | "cardGone"; readonly reader: string }
  | { readonly news: "card"; readonly reader: string; readonly card: number; readonly atr: string }

export type Asked = Ask & { readonly id: number }
export type Replied = Reply & { readonly id: number }
