/**
 * A conversation with a card as a program without a reader: it says what to send next, and is told what came back. So the
 * same conversation runs at a till, in a process of its own, over the network, and in a test that pulls the card away.
 *
 * @module
 */
import type { Bytes } from "../crypto/bytes.ts"
import { readAnswer } from "./Apdu.ts"

/**
 * What sending a command may do to the card. `none`: nothing, it may be sent again. `pending`: nothing that lasts before a
 * commit. `lasting`: it may be done although no answer came, and must never be repeated on a guess.
 */
export type Effectuality = "none" | "pending" | "lasting"

export interface Send {
  readonly kind: "send"
  readonly command: Bytes
  readonly does: Effectuality
}

interface Refuse<E> {
  readonly kind: "refuse"
  readonly why: E
}

export type Step<E> = Send | Refuse<E>

/** Yields what to send, is resumed with what was received, and returns what it found out. */
export type Script<A, E = never> = Generator<Step<E>, A, Bytes>

/** How a conversation ended. */
export type Ending<A, E> =
  | { readonly _tag: "Completed"; readonly value: A; readonly sent: number }
  /** The script saw why not to go on. */
  | { readonly _tag: "Refused"; readonly why: E; readonly sent: number }
  /** No answer came. `does`: what the last command may have done all the same. */
  | { readonly _tag: "Broken"; readonly does: Effectuality; readonly sent: number }

const noBytes = new Uint8Array(0)

/** Sends one command and waits for the answer. */
export function* send(command: Bytes, does: Effectuality = "none"): Generator<Send, Bytes, Bytes> {
  return yield { kind: "send", command, does }
}

/** Ends the conversation for a reason. Whoever runs the script does not resume it. */
export function* refuse<E>(why: E): Generator<Step<E>, never, Bytes> {
  yield { kind: "refuse", why }
  throw new Error("A refused script was resumed")
}

/**
 * Runs a script against anything that answers at once. Nothing, or fewer than two bytes, is no answer: the conversation is
 * over, and `does` says what is uncertain.
 */
export const runScript = <A, E>(
  script: Script<A, E>,
  transmit: (command: Bytes) => Bytes | undefined
): Ending<A, E> => {
  let sent = 0
  let step = script.next(noBytes)
  while (step.done !== true) {
    const next = step.value
    if (next.kind === "refuse") {
      script.return(undefined as never)
      return { _tag: "Refused", why: next.why, sent }
    }
    sent += 1
    const received = transmit(next.command)
    if (received === undefined || readAnswer(received) === undefined) {
      script.return(undefined as never)
      return { _tag: "Broken", does: next.does, sent }
    }
    step = script.next(received)
  }
  return { _tag: "Completed", value: step.value, sent }
}
