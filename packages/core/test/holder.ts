/** A desk where holders are asked for PINs and codes: what they say, what is compared, and how often. */
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Outcome } from "../src/command/Outcome.ts"
import { cardSecret, oneTimeCodeOf, readCommand, StoredValue, verify, walkJournal } from "../src/index.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { NodePinHasher } from "../src/node/index.ts"
import { PinHasher, Store } from "../src/ports/index.ts"
import { configurationOf, hashes, servicesFor } from "../src/testing/secrets.ts"
import { firstInstant } from "../src/testing/Till.ts"
import type { ClientId, TenantId } from "../src/values/Ids.ts"
import { commandOf, outcomeText, type Sent } from "./tables/notation.ts"
import { shop } from "./tables/shop.ts"
import { rows } from "./tables/table.ts"

const operators = [
  { id: "amy", role: "cashier" },
  { id: "max", role: "manager" }
]
const pepper = Redacted.make("a pepper that every reader of the tests knows")

/** Real hashes at the least cost; what is compared is counted. */
const hashing = (compared: Array<"somebody" | "nobody">) =>
  Layer.effect(
    PinHasher,
    Effect.map(PinHasher, (real) =>
      PinHasher.of({
        hash: real.hash,
        compare: (pin, hash) =>
          Effect.suspend(() => {
            compared.push(hash === "" ? "nobody" : "somebody")
            return real.compare(pin, hash)
          })
      })
    )
  ).pipe(Layer.provide(NodePinHasher.layer(pepper, { memory: 64, passes: 1 })))

export const serviceFor = (program: object, compared: Array<"somebody" | "nobody">) =>
  StoredValue.layer(configurationOf(shop(program, { operators }))).pipe(
    Layer.provideMerge(MemoryStore.layer),
    Layer.provide(hashing(compared)),
    Layer.provideMerge(servicesFor(1))
  )

const keys = { ...hashes, network: { tenant: "demo" as TenantId, programs: new Map() } }

/** Every code that was sent to a holder, the newest last. */
export const codesSent = Effect.gen(function* () {
  const codes: Array<string> = []
  yield* walkJournal(yield* Store, ({ operation }) => {
    const code = oneTimeCodeOf(keys, operation)
    if (code !== undefined) codes.push(code)
    return undefined
  })
  return codes
})

/** What is recorded after the card was issued and loaded: the verb, `declined`, and the ledger's own key without its operation. */
export const recorded = Effect.gen(function* () {
  const all: Array<string> = []
  yield* walkJournal(yield* Store, ({ operation: { account, approved, key, verb } }) => {
    const own = /^sys:\w+/.exec(key)
    all.push(
      [
        verb,
        ...(approved ? [] : ["declined"]),
        ...(own ?? []),
        ...(approved && account === undefined ? ["nobody"] : [])
      ].join(" ")
    )
    return undefined
  })
  return all.slice(2)
})

/** `oneTimeCode=sent` is the newest code, `first` the oldest, `wrong` none of them. */
const withCode = (text: string, codes: ReadonlyArray<string>): string => {
  const wrong = String(((Number(codes.at(-1) ?? 0) + 1) % 900_000) + 100_000)
  const named: Readonly<Record<string, string>> = {
    sent: codes.at(-1) ?? wrong,
    first: codes[0] ?? wrong,
    wrong
  }
  return text.replace(/oneTimeCode=(\w+)/, (_, name: string) => `oneTimeCode=${named[name] ?? name}`)
}

/** `cardSecret=1` are the printed digits of the first issue of the card, `1m` those of its magnetic stripe. */
const withSecret = (text: string): string =>
  text.replace(/cardSecret=(\d)(m?)(?=\s|$)/, (_, issue: string, stripe: string) => {
    const [, card = "ANNA"] = /(?:card|from)=(\w+)/.exec(text) ?? []
    const place = stripe === "" ? "printed" : "magstripe"
    return `cardSecret=${cardSecret(keys, { card, place, issueNumber: Number(issue), digits: 4 })}`
  })

/** A desk with ANNA's card, which holds 900, and a clock. `acc_1` is her account. */
export const deskFor = Effect.fnUntraced(function* () {
  const service = yield* StoredValue
  let [now, count, account] = [firstInstant, 0, "acc_1"]
  const send = (sent: Sent, client = "till") =>
    Effect.orDie(service.submit(client as ClientId, Result.getOrThrow(readCommand(sent)), now))
  const ask = Effect.fnUntraced(function* (text: string) {
    count += 1
    const said = text.includes("oneTimeCode=") ? withCode(text, yield* codesSent) : text
    const outcome = yield* send(commandOf(withSecret(said).replace("acc_1", account), `k${count}`))
    if (text === "Issue card=ANNA" && outcome.outcome === "approved")
      account = outcome.receipt.account ?? account
    return outcome
  })
  const tell = Effect.fnUntraced(function* (story: string) {
    for (const step of story.split(";").map((one) => one.trim())) {
      if (step === "") continue
      if (step.startsWith("clock ")) {
        now += Number(step.slice(6)) * 60_000
        continue
      }
      const outcome = yield* ask(step.replace(/^\?/, ""))
      if (!step.startsWith("?")) expect(outcomeText(outcome)).toMatch(/^approved/)
    }
  })
  yield* tell("Issue card=ANNA; Load 900")
  return { send, ask, tell }
})

const shown = (outcome: Outcome): string => outcomeText(outcome).replace(/2026-11-21T02:/, "02:")

export const playOn = (text: string, program: object): void => {
  it.live.each(rows(text).map((cells) => [`${cells[0]} ${cells[1]}`, cells] as const))("%s", ([, cells]) => {
    const compared: Array<"somebody" | "nobody"> = []
    const [, , before = "", asked = "", outcome, count] = cells
    return Effect.gen(function* () {
      const { ask, tell } = yield* deskFor()
      yield* tell(before)
      compared.length = 0
      expect(shown(yield* ask(asked))).toBe(outcome)
      expect(compared.join(" ")).toBe(count ?? "")
      expect((yield* verify(yield* Store)).bad).toBe(undefined)
    }).pipe(Effect.provide(serviceFor(program, compared)), Effect.scoped)
  })
}
