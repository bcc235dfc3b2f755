/**
 * The line to the office: questions and their answers, and the bytes that the office hands through to a card. A line can be
 * down, and then the till goes on without it.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { CardSession } from "@tessera/adapters-hardware"
import * as Effect from "effect/Effect"
import { type Answer, fromHex, readFromOffice, type Question, toHex, writeFromTill } from "./wire.ts"

/** The office was never asked. */
export const noLine: Answer = { kind: "refused", why: "There is no line to the office." }

/** It was asked, and may have done it. */
const broken: Answer = {
  kind: "refused",
  why: "The office does not answer any more. Whether it was done is not known: present the card again."
}

/** A load is some twenty commands over the line and back. */
const patience = "30 seconds"

/** What a till needs of its office, wherever that is. */
export interface Line {
  /** Whether the line is there: somebody pulls the cable. */
  isUp: boolean
  /** `session`: the card that the office may speak with while it works. `at`: the time, where it is set. */
  readonly ask: (question: Question, at?: number, session?: CardSession) => Effect.Effect<Answer>
}

interface Asking {
  readonly answered: (answer: Answer) => void
  readonly session: CardSession | undefined
}

/** The office of this example, in a process of its own. */
export class OfficeLine implements Line {
  isUp = true
  readonly #office: ChildProcess
  readonly #asked = new Map<number, Asking>()
  #asking = 0

  private constructor(office: ChildProcess) {
    this.#office = office
    office.on("message", (received) => this.#hear(received))
    office.on("exit", () => {
      for (const { answered } of this.#asked.values()) answered(broken)
      this.#asked.clear()
    })
  }

  /** Starts the office of this example. `folder`: where it keeps everything. */
  static async open(folder: string): Promise<OfficeLine> {
    const office = fork(fileURLToPath(new URL("./office/main.ts", import.meta.url)), [folder])
    const line = new OfficeLine(office)
    const [first] = await Promise.race([once(office, "message"), once(office, "exit")])
    if (typeof first !== "string") throw new Error("The office did not start")
    return line
  }

  #hear(received: unknown): void {
    const message = readFromOffice(received)
    if (message.kind === "answer") {
      this.#asked.get(message.id)?.answered(message.answer)
      this.#asked.delete(message.id)
    } else if (message.kind === "transmit") {
      const [asking] = this.#asked.values()
      const heard = (bytes: Uint8Array | undefined): void =>
        void this.#office.send(
          writeFromTill({ kind: "heard", id: message.id, ...(bytes && { bytes: toHex(bytes) }) })
        )
      if (asking?.session === undefined) heard(undefined)
      else
        void Effect.runPromise(
          Effect.match(asking.session.transmit(fromHex(message.bytes), message.does), {
            onFailure: () => heard(undefined),
            onSuccess: heard
          })
        )
    }
  }

  ask(question: Question, at?: number, session?: CardSession): Effect.Effect<Answer> {
    return Effect.callback<Answer>((resume) => {
      if (!this.isUp || !this.#office.connected) return resume(Effect.succeed(noLine))
      const id = ++this.#asking
      this.#asked.set(id, { session, answered: (answer) => resume(Effect.succeed(answer)) })
      this.#office.send(writeFromTill({ kind: "ask", id, question, ...(at !== undefined && { at }) }))
      return Effect.sync(() => this.#asked.delete(id))
    }).pipe(Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(broken) }))
  }

  /** The process of the office, for whoever wants to see it die. */
  get pid(): number | undefined {
    return this.#office.pid
  }

  /** What is under way comes to its end first. */
  async close(): Promise<void> {
    if (!this.#office.connected) return
    const ended = once(this.#office, "exit")
    this.#office.disconnect()
    await ended
  }
}
