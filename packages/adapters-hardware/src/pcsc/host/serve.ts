/**
 * The process that holds the readers: says what is on them, and carries commands to one card at a time. It keeps nothing that
 * matters, so that it can be killed at any moment.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises"
import { fromHex, toHex } from "../../crypto/bytes.ts"
import type { Asked, News, Reply, Replied } from "../Message.ts"
import { type Bind, type Binding, NativeMissing } from "./Binding.ts"
import { faultOf } from "./faultOf.ts"

export interface Line {
  readonly tell: (message: News | Replied) => void
  /** Ends the process, after everything was told. */
  readonly end: () => void
}

interface Lying {
  card: number
  isThere: boolean
}

/** Another program may hold the card for a moment after it was put down: so long it is asked again. */
const patience = { tries: 20, millis: 25 }

const done: Reply = { reply: "answer", answer: "" }

/** One reader: what lies on it, and whether a conversation is open. */
class Bay {
  readonly lying: Lying = { card: 0, isThere: false }
  isOpen = false
  readonly #binding: Promise<Binding>
  readonly #name: string

  constructor(name: string, binding: Promise<Binding>) {
    this.#name = name
    this.#binding = binding
  }

  async open(card: number): Promise<Reply> {
    for (let tried = 1; ; tried++) {
      const { card: there, isThere } = this.lying
      if (!isThere) return { reply: "fault", why: "cardGone", isSent: false }
      if (there !== card) return { reply: "fault", why: "cardChanged", isSent: false }
      try {
        await (await this.#binding).connect(this.#name)
        this.isOpen = true
        return done
      } catch (cause) {
        const why = faultOf(cause)
        if (why !== "busy" || tried === patience.tries) return { reply: "fault", why, isSent: false }
      }
      await sleep(patience.millis)
    }
  }

  async send(command: string): Promise<Reply> {
    if (!this.isOpen) return { reply: "fault", why: "cardGone", isSent: false }
    try {
      const binding = await this.#binding
      return { reply: "answer", answer: toHex(await binding.transmit(this.#name, fromHex(command))) }
    } catch (cause) {
      return { reply: "fault", why: faultOf(cause), isSent: true }
    }
  }

  async close(): Promise<Reply> {
    this.isOpen = false
    try {
      await (await this.#binding).disconnect(this.#name)
    } catch {
      // The card or the reader is gone already: then there is nothing to let go.
    }
    return done
  }
}

/** Answers what is asked. `load` finds a package by its name, where the till's own packages are. */
export const serve = (
  bind: Bind,
  load: (name: string) => Promise<unknown>,
  { end, tell }: Line
): ((asked: Asked) => Promise<void>) => {
  const bays = new Map<string, Bay>()
  let cards = 0
  let failed: string | undefined
  let isUp = false
  const up = (): void => {
    if (!isUp) tell({ news: "up" })
    isUp = true
  }
  /** What cannot go on waits for conversations that are open on other readers. */
  const endWhenIdle = (): void => {
    if (failed === undefined || [...bays.values()].some(({ isOpen }) => isOpen)) return
    tell({ news: "down", detail: failed })
    end()
  }
  const heard = {
    reader: (reader: string) => {
      up()
      bays.set(reader, new Bay(reader, binding))
      tell({ news: "reader", reader })
    },
    readerGone: (reader: string) => {
      if (bays.delete(reader)) tell({ news: "readerGone", reader })
      endWhenIdle()
    },
    card: (reader: string, atr: Uint8Array) => {
      const bay = bays.get(reader)
      if (bay === undefined) return
      bay.lying.card = ++cards
      bay.lying.isThere = true
      tell({ news: "card", reader, card: cards, atr: toHex(atr) })
    },
    cardGone: (reader: string) => {
      const lying = bays.get(reader)?.lying
      if (lying?.isThere !== true) return
      lying.isThere = false
      tell({ news: "cardGone", reader })
    },
    failed: (detail: string) => {
      failed ??= detail
      endWhenIdle()
    }
  }
  const binding = bind(heard, load)
  binding.then(up, (cause: unknown) => {
    if (cause instanceof NativeMissing) tell({ news: "unavailable" })
    else tell({ news: "down", detail: cause instanceof Error ? cause.message : String(cause) })
    end()
  })
  return async (asked) => {
    const bay = bays.get(asked.reader)
    const reply: Reply =
      bay === undefined
        ? { reply: "fault", why: "readerGone", isSent: false }
        : await (asked.ask === "open"
            ? bay.open(asked.card)
            : asked.ask === "send"
              ? bay.send(asked.command)
              : bay.close())
    tell({ ...reply, id: asked.id })
    endWhenIdle()
  }
}
