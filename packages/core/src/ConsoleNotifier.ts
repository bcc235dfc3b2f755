/**
 * The console as a notifier and as a sender: what a developer or an operator's log sees of events and notices.
 *
 * @module
 */
import * as Console from "effect/Console"
import type { EventKind } from "./notice/Event.ts"
import { encodeEvent } from "./notice/Event.ts"
import type { Sender } from "./Messenger.ts"
import type { Notifier } from "./ports/Notifier.ts"

export const ConsoleNotifier = {
  /** Writes each event as one line of JSON to the console. */
  make: (name = "console", kinds?: ReadonlyArray<EventKind>): Notifier => ({
    name,
    ...(kinds !== undefined && { kinds }),
    deliver: (event) => Console.log(JSON.stringify(encodeEvent(event)))
  })
}

/** Writes what a holder would be sent, to whoever has a telephone number or a mail address; of an address it shows the end. */
export const ConsoleSender: Sender = {
  address: ({ email, phone }) => phone ?? email,
  send: (address, { text }) => Console.log(`…${address.slice(-4)}: ${text}`)
}
