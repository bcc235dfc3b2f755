/** One-time codes: sent to the holder, taken once where the PIN is asked for, for what they were asked for, and counted. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { codeRequested } from "../src/command/oneTimeCodeOf.ts"
import { verify } from "../src/index.ts"
import { Store } from "../src/ports/index.ts"
import { hashes } from "../src/testing/secrets.ts"
import type { OperationId, TenantId } from "../src/values/Ids.ts"
import { rare, worstPlace } from "./chiSquare.ts"
import { codesSent, deskFor, playOn, recorded, serviceFor } from "./holder.ts"
import { commandOf, outcomeText } from "./tables/notation.ts"

const terms = {
  verification: {
    pinAbove: 100,
    tries: 3,
    lockMinutes: 10,
    channels: [{ channel: "web", pinAbove: "always" }],
    oneTimeCode: { channels: ["app"] }
  }
}
const play = (text: string, program: object = terms): void => playOn(text, program)

const set = "SetPin newPin=4711"
const sent = "RequestOneTimeCode"
const wrong = "?Redeem 101 oneTimeCode=wrong"

it.live(
  "each try is recorded before what it was for, and what was tried in vain is forgotten with the right one",
  () =>
    Effect.gen(function* () {
      const { tell } = yield* deskFor()
      yield* tell(`${sent}; ${wrong}; Redeem 101 oneTimeCode=sent`)
      expect(yield* recorded).toEqual([
        "RequestOneTimeCode",
        "CountTry sys:try",
        "Redeem declined",
        "CountTry sys:try",
        "ClearTries sys:clear",
        "Redeem"
      ])
    }).pipe(Effect.provide(serviceFor(terms, [])), Effect.scoped)
)

describe("where the PIN is forgotten", () => {
  play(`
  YK-30 | a code is asked for | ${set} | ${sent} | approved status code requested |
  YK-30 | and is taken in place of the PIN | ${set}; ${sent} | Redeem 101 oneTimeCode=sent | approved main 101 |
  YK-30 | for a card without a PIN too | ${sent} | Redeem 101 oneTimeCode=sent | approved main 101 |
  YK-30 | which is told that a code is wanted | | Redeem 101 | declined verification_required kind oneTimeCode |
  YK-30 | a card with a PIN is asked for that | ${set} | Redeem 101 | declined verification_required kind pin |
  YK-30 | the PIN is still taken | ${set}; ${sent} | Redeem 101 pin=4711 | approved main 101 | somebody
  YK-30 | of a PIN and a code the code counts | ${set}; ${sent} | Redeem 101 pin=4711 oneTimeCode=wrong | declined verification_failed triesLeft 2 |
  YK-30 | with a code another PIN is set | ${set}; ${sent}; SetPin newPin=0815 oneTimeCode=sent operator=amy | Redeem 101 pin=0815 | approved main 101 | somebody
  YK-30 | that code is used up then | ${set}; ${sent}; SetPin newPin=0815 oneTimeCode=sent operator=amy | Redeem 101 oneTimeCode=sent | declined verification_required kind pin |
  YK-30 | where none was asked for there is none | ${set} | Redeem 101 oneTimeCode=123456 | declined verification_required kind pin |
  YK-30 | not for a blocked card | ${set}; Block | ${sent} | declined blocked since 02:00Z |
  YK-30 | on a channel that asks for a code the PIN is not taken | ${set} | Redeem 101 pin=4711 channel=app | declined card_not_accepted | somebody
  YK-30 | but a code is | ${set}; ${sent} | Redeem 101 oneTimeCode=sent channel=app | approved main 101 |
  `)
  play(
    `
  YK-30 | a program without codes | ${set} | ${sent} | declined capability_off capability oneTimeCode |
  YK-30 | there a code is nothing | ${set} | Redeem 101 oneTimeCode=123456 | declined verification_required kind pin |
  YK-30 | and the PIN counts | ${set} | Redeem 101 pin=4711 oneTimeCode=123456 | approved main 101 | somebody
  `,
    { verification: { pinAbove: 100 } }
  )
})

describe("a code is good once, for a while, and for what it was asked for", () => {
  play(`
  OC-13 | once | ${sent}; Redeem 101 oneTimeCode=sent | Redeem 101 oneTimeCode=sent | declined verification_required kind oneTimeCode |
  OC-13 | the same sale again is answered as before | ${sent}; Redeem 101 oneTimeCode=sent key=r | Redeem 101 oneTimeCode=sent key=r | approved main 101 again |
  OC-13 | it is used up where it was not needed too | ${sent}; Redeem 5 oneTimeCode=sent | Redeem 101 oneTimeCode=sent | declined verification_required kind oneTimeCode |
  OC-13 | not by a sale that was declined | ${sent}; ?Redeem 901 oneTimeCode=sent | Redeem 101 oneTimeCode=sent | approved main 101 |
  OC-13 | for five minutes | ${sent}; clock 4 | Redeem 101 oneTimeCode=sent | approved main 101 |
  OC-13 | and no longer | ${sent}; clock 5 | Redeem 101 oneTimeCode=sent | declined verification_required kind oneTimeCode |
  OC-13 | the newest one counts | ${sent}; clock 1; ${sent} | Redeem 101 oneTimeCode=sent | approved main 101 |
  OC-13 | and not the one before it | ${sent}; clock 1; ${sent} | Redeem 101 oneTimeCode=first | declined verification_failed triesLeft 2 |
  OC-13 | another one after a minute only | ${sent} | ${sent} | declined verification_locked until 02:01Z |
  OC-13 | of another account it is wrong | Issue card=BELA; Load 500 card=BELA; ${sent}; ${sent} card=BELA | Redeem 101 oneTimeCode=first card=BELA | declined verification_failed triesLeft 2 |
  OC-13 | for this verb | ${sent} verb=Redeem | Redeem 101 oneTimeCode=sent | approved main 101 |
  OC-13 | and no other | ${sent} verb=Redeem | Hold 101 oneTimeCode=sent | declined verification_required kind oneTimeCode |
  IB-10 | a holder signs in with it | ${set}; ${sent} verb=IdentifyHolder | IdentifyHolder channel=web oneTimeCode=sent | approved status holder identified |
  IB-10 | once | ${set}; ${sent}; IdentifyHolder channel=web oneTimeCode=sent | IdentifyHolder channel=web oneTimeCode=sent | declined card_not_accepted |
  OC-13 | not to set a PIN | ${set}; ${sent} verb=Redeem | SetPin newPin=0815 oneTimeCode=sent operator=amy | declined verification_required kind oneTimeCode |
  OC-13 | for this amount | ${sent} 300 verb=Redeem | Redeem 300 oneTimeCode=sent | approved main 300 |
  OC-13 | and no more | ${sent} 300 verb=Redeem | Redeem 301 oneTimeCode=sent | declined verification_required kind oneTimeCode |
  OC-13 | what does not fit leaves it as it is | ${sent} 300; ?Redeem 301 oneTimeCode=sent | Redeem 300 oneTimeCode=sent | approved main 300 |
  OC-13 | asking again under one key asks once | ${sent} key=q; clock 2 | ${sent} key=q | approved status code requested again |
  `)
})

describe("wrong codes", () => {
  play(`
  OC-13 | are counted | ${sent} | Redeem 101 oneTimeCode=wrong | declined verification_failed triesLeft 2 |
  OC-13 | the third makes it void | ${sent}; ${wrong}; ${wrong}; ${wrong} | Redeem 101 oneTimeCode=sent | declined verification_locked until 02:10Z |
  OC-13 | no other is sent meanwhile | ${sent}; ${wrong}; ${wrong}; ${wrong}; clock 9 | ${sent} | declined verification_locked until 02:10Z |
  OC-13 | then another may be asked for | ${sent}; ${wrong}; ${wrong}; ${wrong}; clock 10; ${sent} | Redeem 101 oneTimeCode=sent | approved main 101 |
  OC-13 | a right one in the last try | ${sent}; ${wrong}; ${wrong} | Redeem 101 oneTimeCode=sent | approved main 101 |
  OC-13 | a manager may open it | ${sent}; ${wrong}; ${wrong}; ${wrong}; clock 1; UnlockPin operator=max reason=known; ${sent} | Redeem 101 oneTimeCode=sent | approved main 101 |
  OC-13 | the PIN is not locked with it | ${set}; ${sent}; ${wrong}; ${wrong}; ${wrong} | Redeem 101 pin=4711 | approved main 101 | somebody
  OC-13 | the same command again costs no try | ${sent}; ?Redeem 101 oneTimeCode=wrong key=w; ?Redeem 101 oneTimeCode=wrong key=w | Redeem 101 oneTimeCode=wrong | declined verification_failed triesLeft 1 |
  `)
  play(
    `
  OC-13 | void is void, also when the lock is over before the code | ${sent}; ${wrong}; ${wrong}; ${wrong}; clock 2 | Redeem 101 oneTimeCode=sent | declined verification_required kind oneTimeCode |
  `,
    { verification: { ...terms.verification, lockMinutes: 1 } }
  )

  it.live("a hundred in all, however many codes are asked for, and only staff opens it", () =>
    Effect.gen(function* () {
      const { ask, tell } = yield* deskFor()
      for (let n = 0; n < 50; n++) yield* tell(`${sent}; ${wrong}; ${wrong}; clock 11`)
      expect(outcomeText(yield* ask(sent))).toBe("declined verification_locked until 9999-12-31T00:00Z")
      yield* tell(`UnlockPin operator=max reason=known; ${sent}; Redeem 101 oneTimeCode=sent`)
    }).pipe(Effect.provide(serviceFor(terms, [])), Effect.scoped)
  )
})

describe("strangers", () => {
  play(`
  L27 | ask for a code | ${set} | ${sent} channel=web | approved status code requested |
  L27 | for a card that is not there | | ${sent} channel=web card=NONE | approved status code requested |
  L27 | for a blocked one | Block | ${sent} channel=web | approved status code requested |
  L27 | too soon | ${sent} | ${sent} channel=web | approved status code requested |
  L27 | after too many wrong ones | ${sent}; ${wrong}; ${wrong}; ${wrong} | ${sent} channel=web | approved status code requested |
  L27 | a wrong code | ${sent} | Redeem 5 oneTimeCode=wrong channel=web | declined card_not_accepted |
  L27 | one that is used | ${sent}; Redeem 5 oneTimeCode=sent | Redeem 5 oneTimeCode=sent channel=web | declined card_not_accepted |
  L27 | one that is locked | ${sent}; ${wrong}; ${wrong}; ${wrong} | Redeem 5 oneTimeCode=sent channel=web | declined card_not_accepted |
  L27 | a card that is not there | | Redeem 5 oneTimeCode=123456 channel=web card=NONE | declined card_not_accepted |
  L27 | the first PIN is not set with the number alone | | SetPin newPin=0815 channel=web | declined card_not_accepted |
  L27 | but with a code | ${sent} | SetPin newPin=0815 channel=web oneTimeCode=sent | approved status PIN set |
  `)

  it.live("hear nothing of a card that is there: the answers differ in the operation alone", () =>
    Effect.gen(function* () {
      const { ask, tell } = yield* deskFor()
      yield* tell("Issue card=BELA; Block card=BELA")
      const answers: Array<object> = []
      for (const card of ["ANNA", "NONE", "BELA"]) {
        const outcome = yield* ask(`${sent} channel=web card=${card}`)
        if (outcome.outcome !== "approved") throw new Error("Expected an approval")
        const { approvalCode: _, operation: _id, sequence: _place, ...receipt } = outcome.receipt
        answers.push({ ...receipt, card: receipt.card?.length })
      }
      expect(answers[1]).toEqual(answers[0])
      expect(answers[2]).toEqual(answers[0])
      expect(yield* codesSent).toHaveLength(1)
    }).pipe(Effect.provide(serviceFor(terms, [])), Effect.scoped)
  )
})

describe("many at once", () => {
  const tried = (outcomes: ReadonlyArray<Parameters<typeof outcomeText>[0]>) =>
    Object.fromEntries(
      [...Map.groupBy(outcomes, (outcome) => outcomeText(outcome).split(" ").slice(0, 2).join(" "))].map(
        ([said, all]) => [said, all.length]
      )
    )

  it.live("a thousand guesses compare three", () =>
    Effect.gen(function* () {
      const { send, tell } = yield* deskFor()
      yield* tell(sent)
      const [code] = yield* codesSent
      const guesses = Array.from({ length: 1000 }, (_, n) => {
        const guess = String((Number(code) + 1 + n) % 1_000_000).padStart(6, "0")
        return send(commandOf(`Redeem 101 oneTimeCode=${guess}`, `g${n}`), `till-${n % 64}`)
      })
      const outcomes = yield* Effect.all(guesses, { concurrency: "unbounded" })
      expect(tried(outcomes)).toEqual({
        "declined verification_failed": 3,
        "declined verification_locked": 997
      })
      expect((yield* verify(yield* Store)).bad).toBe(undefined)
    }).pipe(Effect.provide(serviceFor(terms, [])), Effect.scoped)
  )

  it.live("64 callers with the right one, and exactly one may", () =>
    Effect.gen(function* () {
      const { send, tell } = yield* deskFor()
      yield* tell(sent)
      const [code] = yield* codesSent
      const all = Array.from({ length: 64 }, (_, n) =>
        send(commandOf(`Redeem 101 oneTimeCode=${code}`, `g${n}`), `till-${n}`)
      )
      const outcomes = yield* Effect.all(all, { concurrency: "unbounded" })
      expect(outcomes.filter(({ outcome }) => outcome === "approved")).toHaveLength(1)
      expect((yield* verify(yield* Store)).bad).toBe(undefined)
    }).pipe(Effect.provide(serviceFor(terms, [])), Effect.scoped)
  )
})

describe("the digits", () => {
  const keys = { ...hashes, network: { tenant: "demo" as TenantId } }
  it("are all alike", () => {
    const codes = Array.from({ length: 10_000 }, (_, n) => codeRequested(keys, `op_${n}` as OperationId, 8))
    expect(worstPlace(codes, "0123456789")).toBeLessThan(rare)
  })
  it("are others for every operation and tenant", () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        fc.pre(a !== b)
        const code = (tenant: string, operation: string) =>
          codeRequested({ ...hashes, network: { tenant: tenant as TenantId } }, operation as OperationId, 8)
        expect(code("t", a)).toMatch(/^\d{8}$/)
        expect(code("t", a)).not.toBe(code("t", b))
        expect(code(`t${a}`, "op")).not.toBe(code(`t${b}`, "op"))
      }),
      { seed: 1, numRuns: 1000 }
    ))
})
