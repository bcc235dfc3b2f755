/**
 * Law 27: whatever has become of a card, a stranger who cannot prove to be its holder hears of it what is said of a card that is not there.
 */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Layer from "effect/Layer"
import * as fc from "fast-check"
import { readCommand, readQuery, StoredValue } from "../../src/index.ts"
import { MemoryStore } from "../../src/memory/index.ts"
import { PinHasher } from "../../src/ports/index.ts"
import { configurationOf, servicesFor } from "../../src/testing/secrets.ts"
import { firstInstant } from "../../src/testing/Till.ts"
import type { ClientId } from "../../src/values/Ids.ts"
import { commandOf } from "../tables/notation.ts"
import { shop } from "../tables/shop.ts"

const terms = {
  verification: { pinAbove: "always", tries: 3, oneTimeCode: {} },
  numbering: { prefix: "9860", length: 16, secret: { digits: 4, channels: ["app"] } },
  cardValidity: { months: 1 },
  limits: [{ id: "once", scope: "account", verb: "Redeem", per: "operation", amount: 700 }],
  points: {
    asset: { code: "PTS", exponent: 0 },
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 10 }],
    conversion: { points: 10, amount: 100, subWallet: "gift" }
  },
  capabilities: { cashOut: true, transfer: true }
}

/** PINs in clear: what is compared is no matter of this law. */
const hasher = Layer.succeed(
  PinHasher,
  PinHasher.of({
    hash: (pin) => Effect.succeed(Redacted.value(pin)),
    compare: (pin, text) => Effect.succeed(Redacted.value(pin) === text)
  })
)
const service = () =>
  StoredValue.layer(configurationOf(shop(terms)), { strangersWait: 0 }).pipe(
    Layer.provide([Layer.fresh(MemoryStore.layer), hasher, servicesFor(1)]),
    Layer.fresh
  )

/** What may become of a card; each alone and with others, in any order. What does not go is declined, and that is all. */
const happenings = [
  "Block",
  "Unblock",
  "ReportLost",
  "Deactivate",
  "Reactivate",
  "Freeze",
  "Freeze side=debit",
  "Unfreeze",
  "Close",
  "Load 500",
  "Load 100 offer=100+30",
  "Redeem 900 pin=4711",
  "Redeem 5 pin=0000; Redeem 5 pin=0000; Redeem 5 pin=0000",
  "Redeem 5 pin=0000 channel=web",
  "Hold 50 pin=4711",
  "RequestOneTimeCode",
  "SetPin newPin=4711",
  "SetPin newPin=0815",
  "UnlockPin reason=asked",
  "Earn 50 currency=PTS reason=thanks",
  "Replace newCard=OTHR",
  "a month goes by"
]

const proofs = [
  "",
  "pin=9999",
  "pin=0000",
  "oneTimeCode=000000",
  "cardSecret=0000",
  "pin=9999 cardSecret=0000"
]
const channels = ["web", "app", "kiosk"]

/** What a stranger may ask; `CARD` is the card that is guessed. */
const questions = [
  ...[1, 5, 701, 90_000].map((amount) => `Redeem ${amount} card=CARD`),
  "Redeem 5 card=CARD currency=JPY",
  "Redeem 5 card=CARD currency=PTS",
  "Redeem 90000 card=CARD partial=true",
  "Hold 5 card=CARD",
  "Hold 90000 card=CARD",
  "CashOut card=CARD",
  "Transfer 5 from=CARD to=BELA",
  "Transfer 90000 from=CARD to=BELA",
  "Merge from=CARD to=BELA",
  "BurnPoints 5 currency=PTS item=cup card=CARD",
  "ConvertPoints 10 currency=PTS card=CARD",
  "SetPin newPin=1234 card=CARD",
  "IdentifyHolder card=CARD"
]
const asking = [
  "Balance card=CARD",
  "Statement card=CARD",
  "Quote 5 card=CARD",
  "RequestOneTimeCode card=CARD",
  "RequestOneTimeCode card=CARD verb=Redeem amount=5 currency=CNY"
]

/** An answer but for its names: the key, and the operation that it is recorded as. */
const withoutNames = (answer: object): string =>
  JSON.stringify(answer, (name, value: unknown) =>
    name === "key" || name === "operation" || name === "approvalCode" || name === "sequence"
      ? undefined
      : typeof value === "bigint"
        ? String(value)
        : value
  )

const told = (story: ReadonlyArray<string>, question: string) =>
  Effect.gen(function* () {
    const { balance, quote, statement, submit } = yield* StoredValue
    let [keys, now] = [0, firstInstant]
    const say = (text: string): Effect.Effect<object, unknown> => {
      const sent = commandOf(text, `k${(keys += 1)}`)
      const type = String(sent["type"])
      if (type !== "Balance" && type !== "Statement" && type !== "Quote")
        return submit("till" as ClientId, Result.getOrThrow(readCommand(sent)), now)
      const { key: _, ...rest } = sent
      const query = Result.getOrThrow(readQuery(rest))
      if (query.type === "Balance") return balance(query, now)
      if (query.type === "Statement") return statement(query, now)
      return query.type === "Quote" ? quote(query, now) : Effect.die(type)
    }
    for (const text of [
      "Issue card=ANNA",
      "Load 900",
      "SetPin newPin=4711",
      "Issue card=BELA",
      ...story.flatMap((one) => one.split("; "))
    ])
      if (text === "a month goes by") now += 32 * 86_400_000
      else yield* say(text)
    const ofHers = yield* say(question.replace("CARD", "ANNA"))
    const ofNobody = yield* say(question.replace("CARD", "NINA"))
    return [withoutNames(ofHers), withoutNames(ofNobody)] as const
  }).pipe(Effect.provide(service()), Effect.scoped, Effect.runPromise)

const stories = fc.array(fc.constantFrom(...happenings), { maxLength: 5 })

describe("to a stranger", () => {
  it("a card is as one that is not there, whatever has become of it and whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(
        stories,
        fc.constantFrom(...questions),
        fc.constantFrom(...proofs),
        fc.constantFrom(...channels),
        async (story, question, proof, channel) => {
          const [hers, nobodys] = await told(story, `${question} ${proof} channel=${channel}`)
          if (hers !== nobodys) throw new Error(`${hers}\nbut of nobody's ${nobodys}`)
        }
      ),
      { numRuns: 250 }
    )
  }, 120_000)
  it("so it is where no proof is asked for, of cards that are not in use", async () => {
    const out = fc.constantFrom("Block", "ReportLost", "Deactivate", "a month goes by")
    await fc.assert(
      fc.asyncProperty(
        out,
        fc.constantFrom(...asking),
        fc.constantFrom(...channels),
        async (state, question, channel) => {
          const [hers, nobodys] = await told([state], `${question} channel=${channel}`)
          if (hers !== nobodys) throw new Error(`${hers}\nbut of nobody's ${nobodys}`)
        }
      ),
      { numRuns: 40 }
    )
  }, 120_000)
})
