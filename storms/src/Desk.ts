/**
 * A desk in this process: one caller after the other on the real store, every answer remembered to the byte.
 *
 * @module
 */
import { Ids, type Operation, outcomeText, readCommand, StoredValue } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Result from "effect/Result"
import { setTimeout as wait } from "node:timers/promises"
import type { Acknowledgements } from "./acknowledgements.ts"
import { clientOf, countOf, keyOf, type Sent } from "./commands.ts"
import type { Fields } from "./Exchange.ts"
import type { Place } from "./Place.ts"
import { serviceAt } from "./settle.ts"

/** Who is not answered for so long, hangs. */
const patience = "60 seconds"
const client = Ids.ClientId.make(clientOf(0))

export class Desk {
  private readonly sent = new Map<string, Sent>()
  /** When the ledger gets what does not come now. */
  private readonly times = new Map<string, number>()
  private readonly runtime: ManagedRuntime.ManagedRuntime<StoredValue, unknown>
  private readonly heard: Acknowledgements
  private n = 0

  constructor(place: Place, isPlanted: boolean, heard: Acknowledgements) {
    this.runtime = ManagedRuntime.make(serviceAt(place, isPlanted))
    this.heard = heard
  }

  /** The key of the command that was so many places before the last one. */
  key(before: number): string {
    return keyOf(Math.max(0, this.n - 1 - before))
  }

  /** What the command that was so many places before the last one was answered. */
  answer(before: number): string {
    return this.n <= before ? "" : (this.heard.answers.get(`${client}/${this.key(before)}`) ?? "")
  }

  /** What a recorded operation was sent as. */
  readonly commandOf = ({ key }: Operation): Sent => {
    const sent = this.sent.get(key)
    if (sent === undefined) throw new Error(`nobody sent ${key}`)
    return sent
  }

  /** A command under the next key. */
  named({ receivedAt, ...fields }: Fields): Sent {
    const sent: Sent = { ...fields, type: fields.type, key: keyOf(this.n) }
    this.n += 1
    if (receivedAt !== undefined) this.times.set(sent.key, receivedAt)
    this.sent.set(sent.key, sent)
    return sent
  }

  /** Sends a command once; says how it ended. */
  async once(sent: Sent): Promise<"answered" | "inDoubt" | "unavailable"> {
    const n = countOf(sent.key)
    const command = Result.getOrThrow(readCommand(sent))
    const ended = await this.runtime.runPromise(
      Effect.result(
        StoredValue.use((service) => service.submit(client, command, this.times.get(sent.key))).pipe(
          Effect.timeout(patience)
        )
      )
    )
    if (Result.isFailure(ended)) {
      if (ended.failure._tag === "TimeoutError") throw new Error(`${sent.type} hangs`)
      this.heard.hear(`unavailable 0 ${n} ${ended.failure._tag}`)
      return "unavailable"
    }
    if (ended.success.outcome === "inDoubt") {
      this.heard.hear(`inDoubt 0 ${n}`)
      return "inDoubt"
    }
    this.heard.hear(`answered 0 ${n} ${outcomeText(ended.success)}`)
    return "answered"
  }

  /** Sends a command until it is answered. */
  async insist(sent: Sent): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if ((await this.once(sent)) === "answered") return
      await wait(10)
    }
    throw new Error(`${sent.type} ${sent.key} is not answered any more`)
  }

  close(): Promise<void> {
    return this.runtime.dispose()
  }
}
