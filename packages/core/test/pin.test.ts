/** The PIN of a holder: asked for above a threshold, counted before it is compared, locked, unlocked, and never told. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { verify } from "../src/index.ts"
import { Store } from "../src/ports/index.ts"
import { deskFor, playOn, recorded, serviceFor } from "./holder.ts"
import { commandOf, outcomeText } from "./tables/notation.ts"

const terms = {
  verification: {
    pinAbove: 100,
    tries: 3,
    lockMinutes: 10,
    channels: [
      { channel: "web", pinAbove: "always" },
      { channel: "kiosk", pinAbove: "never" }
    ]
  }
}

const play = (text: string, program: object = terms): void => playOn(text, program)

const set = "SetPin newPin=4711"
const wrong = "?Redeem 101 pin=0000"

describe("when a PIN is asked for", () => {
  play(`
  YK-30 | not up to the threshold | ${set} | Redeem 100 | approved main 100 |
  YK-30 | above it | ${set} | Redeem 101 | declined verification_required kind pin |
  YK-30 | the right one | ${set} | Redeem 101 pin=4711 | approved main 101 | somebody
  YK-30 | a wrong one | ${set} | Redeem 101 pin=4712 | declined verification_failed triesLeft 2 | somebody
  YK-30 | a right one where none is needed is compared too, and all is well | ${set} | Redeem 5 pin=4711 | approved main 5 | somebody
  YK-30 | a wrong one where none is needed is not held against the sale | ${set} | Redeem 5 pin=0000 | approved main 5 | somebody
  YK-30 | a card without a PIN | | Redeem 101 | declined verification_required kind pinNotSet |
  YK-30 | a PIN for a card that has none | | Redeem 101 pin=4711 | declined verification_required kind pinNotSet | nobody
  YK-30 | a hold is asked for it | ${set} | Hold 101 | declined verification_required kind pin |
  YK-30 | nor is a hold that is raised up to the threshold | ${set}; Hold 60 key=h | IncrementHold 40 holdKey=h | approved main 40 |
  YK-30 | an increment is judged by the hold's total with it | ${set}; Hold 60 key=h; IncrementHold 40 holdKey=h | IncrementHold 1 holdKey=h | declined verification_required kind pin |
  YK-30 | also when part of the hold was captured | ${set}; Hold 100 key=h; Capture 90 holdKey=h final=false | IncrementHold 1 holdKey=h | declined verification_required kind pin |
  YK-30 | an increment with the right one | ${set}; Hold 100 key=h | IncrementHold 1 holdKey=h pin=4711 | approved main 1 | somebody
  YK-30 | an increment with a wrong one | ${set}; Hold 100 key=h | IncrementHold 1 holdKey=h pin=0000 | declined verification_failed triesLeft 2 | somebody
  YK-30 | an increment of a hold that is over | ${set}; Hold 100 key=h; Release holdKey=h | IncrementHold 1 holdKey=h | declined already_released at 02:00Z |
  YK-30 | an increment of no hold | ${set} | IncrementHold 900 holdKey=h | declined hold_not_found |
  YK-30 | its capture is not | ${set}; Hold 200 pin=4711 key=h | Capture 200 holdKey=h | approved main 200 released 0 |
  YK-30 | a load is not | ${set} | Load 500 | approved main 500 |
  YK-30 | a refund is not | ${set}; Redeem 200 pin=4711 key=r | Refund originalKey=r | approved main 200 |
  YK-30 | paying out is | ${set} | CashOut | declined verification_required kind pin |
  YK-30 | moving value is | ${set}; Issue card=BELA | Transfer 101 from=ANNA to=BELA | declined verification_required kind pin |
  YK-30 | with the right one | ${set}; Issue card=BELA | Transfer 101 from=ANNA to=BELA pin=4711 | approved main 101 main 101 moved 101 | somebody
  YK-30 | what must be refused anyway comes first | ${set}; Block | Redeem 101 | declined blocked since 02:00Z |
  YK-30 | a program that asks for none | ${set} | Redeem 101 channel=kiosk | approved main 101 |
  YK-30 | a channel that always asks | ${set} | Redeem 1 channel=web pin=4711 | approved main 1 | somebody
  `)
  play(
    `
  YK-30 | a capture that the tolerance takes up to the threshold | ${set}; Hold 90 key=h | Capture 100 holdKey=h | approved main 90 main 10 released 0 tolerance 10 |
  YK-30 | a capture that the tolerance takes above it | ${set}; Hold 90 key=h | Capture 101 holdKey=h | declined verification_required kind pin |
  YK-30 | with the right one, also in parts | ${set}; Hold 90 key=h; Capture 50 holdKey=h final=false | Capture 51 holdKey=h pin=4711 | approved main 40 main 11 released 0 tolerance 11 | somebody
  YK-30 | in parts without | ${set}; Hold 90 key=h; Capture 50 holdKey=h final=false | Capture 51 holdKey=h | declined verification_required kind pin |
  YK-30 | a hold that was asked for it may be captured up to its tolerance | ${set}; Hold 110 key=h pin=4711 | Capture 130 holdKey=h | approved main 110 main 20 released 0 tolerance 20 |
  `,
    { ...terms, holds: { expireAfter: { days: 7 }, tolerancePercent: 20 } }
  )
  play(
    `
  OC-13 | with the card it is asked for above the amount | ${set} | Redeem 100 | approved main 100 |
  OC-13 | without a card above a smaller one | ${set} | Redeem 21 account=acc_1 | declined verification_required kind pin |
  OC-13 | not up to it | ${set} | Redeem 20 account=acc_1 | approved main 20 |
  OC-13 | with the right one | ${set} | Redeem 21 account=acc_1 pin=4711 | approved main 21 | somebody
  OC-13 | without a PIN there is none to pass with | | Redeem 21 account=acc_1 | declined verification_required kind pinNotSet |
  OC-13 | a hold is asked for it | ${set} | Hold 21 account=acc_1 | declined verification_required kind pin |
  OC-13 | one that is raised, as its hold was | ${set}; Hold 20 account=acc_1 key=h | IncrementHold 1 holdKey=h | declined verification_required kind pin |
  OC-13 | unless the card has come since | ${set}; Hold 20 account=acc_1 key=h | IncrementHold 1 holdKey=h card=ANNA | approved main 1 |
  OC-13 | one that was placed with the card is raised without it | ${set}; Hold 20 key=h | IncrementHold 80 holdKey=h | approved main 80 |
  OC-13 | its capture is not | ${set}; Hold 90 account=acc_1 pin=4711 key=h | Capture 90 holdKey=h | approved main 90 released 0 |
  OC-13 | moving value is | ${set}; Issue card=BELA | Transfer 21 from=acc_1 to=BELA | declined verification_required kind pin |
  OC-13 | from a card it is not | ${set}; Issue card=BELA | Transfer 21 from=ANNA to=BELA | approved main 21 main 21 moved 21 |
  OC-13 | where a channel never asks, it is without the card | ${set} | Redeem 21 account=acc_1 channel=kiosk | declined card_not_accepted |
  OC-13 | where a channel asks earlier, it still does | ${set} | Redeem 11 account=acc_1 channel=batch | declined verification_required kind pin |
  `,
    {
      verification: {
        pinAbove: 100,
        withoutCard: 20,
        channels: [
          { channel: "kiosk", pinAbove: "never" },
          { channel: "batch", pinAbove: 10 }
        ]
      }
    }
  )
  play(
    `
  OC-13 | always without a card | ${set} | Redeem 1 account=acc_1 | declined verification_required kind pin |
  `,
    { verification: { pinAbove: "never", withoutCard: "always" } }
  )
  play(
    `
  YK-30 | a program without PINs | | Redeem 900 | approved main 900 |
  `,
    {}
  )
})

describe("wrong PINs", () => {
  play(`
  93 | the last try | ${set}; ${wrong}; ${wrong} | Redeem 101 pin=0000 | declined verification_failed triesLeft 0 | somebody
  93 | then it is locked, and not compared | ${set}; ${wrong}; ${wrong}; ${wrong} | Redeem 101 pin=4711 | declined verification_locked until 02:10Z | nobody
  93 | without a PIN it is asked for all the same | ${set}; ${wrong}; ${wrong}; ${wrong} | Redeem 101 | declined verification_required kind pin |
  93 | up to the threshold the card is used as ever | ${set}; ${wrong}; ${wrong}; ${wrong} | Redeem 100 | approved main 100 |
  93 | for ten minutes | ${set}; ${wrong}; ${wrong}; ${wrong}; clock 10 | Redeem 101 pin=4711 | approved main 101 | somebody
  93 | then there are three tries again | ${set}; ${wrong}; ${wrong}; ${wrong}; clock 10; ${wrong} | Redeem 101 pin=0000 | declined verification_failed triesLeft 1 | somebody
  93 | a right one in between begins anew | ${set}; ${wrong}; ${wrong}; Redeem 101 pin=4711; ${wrong} | Redeem 101 pin=0000 | declined verification_failed triesLeft 1 | somebody
  93 | also when the sale was declined for something else | ${set}; ${wrong}; ${wrong}; ?Redeem 901 pin=4711; ${wrong} | Redeem 101 pin=0000 | declined verification_failed triesLeft 1 | somebody
  93 | the right one as the last try | ${set}; ${wrong}; ${wrong} | Redeem 101 pin=4711 | approved main 101 | somebody
  93 | unlocked by a manager | ${set}; ${wrong}; ${wrong}; ${wrong}; UnlockPin operator=max reason=known | Redeem 101 pin=4711 | approved main 101 | somebody
  93 | which says so | ${set} | UnlockPin operator=max reason=known | approved status PIN unlocked |
  93 | also of a card that is blocked | ${set}; ${wrong}; ${wrong}; ${wrong}; Block; UnlockPin operator=max reason=known; Unblock | Redeem 101 pin=4711 | approved main 101 | somebody
  93 | not of one that nobody knows | ${set} | UnlockPin card=NONE operator=max reason=known | declined card_unknown |
  93 | not by a cashier | ${set}; ${wrong}; ${wrong}; ${wrong} | UnlockPin operator=amy reason=asked | declined not_permitted right UnlockPin |
  93 | the same command again costs no try | ${set}; ?Redeem 101 pin=0000 key=w; ?Redeem 101 pin=0000 key=w; ?Redeem 101 pin=0000 key=w | Redeem 101 pin=0000 | declined verification_failed triesLeft 1 | somebody
  93 | and is answered as before, whatever PIN it comes with | ${set}; ?Redeem 101 pin=0000 key=w | Redeem 101 pin=4711 key=w | declined verification_failed triesLeft 2 again | nobody
  `)

  it.live("a hundred in all, however slowly, and only staff can unlock it", () =>
    Effect.gen(function* () {
      const { ask, tell } = yield* deskFor()
      yield* tell(set)
      for (let n = 0; n < 100; n++) yield* tell(`${wrong}; clock 11`)
      yield* tell("clock 100000")
      expect(outcomeText(yield* ask("Redeem 101 pin=4711"))).toBe(
        "declined verification_locked until 9999-12-31T00:00Z"
      )
      yield* tell("UnlockPin operator=max reason=known; Redeem 101 pin=4711")
    }).pipe(Effect.provide(serviceFor(terms, [])), Effect.scoped)
  )
})

it.live(
  "each try is recorded before what it was for, and what was tried in vain is forgotten with the right one",
  () =>
    Effect.gen(function* () {
      const { tell } = yield* deskFor()
      yield* tell(
        `${set}; ${wrong}; Redeem 101 pin=4711; Redeem 101 pin=4711; ?Redeem 5 channel=web card=NONE pin=4711`
      )
      expect(yield* recorded).toEqual([
        "SetPin",
        "CountTry sys:try",
        "Redeem declined",
        "CountTry sys:try",
        "ClearTries sys:clear",
        "Redeem",
        "CountTry sys:try",
        "ClearTries sys:clear",
        "Redeem",
        "CountTry sys:try nobody",
        "Redeem declined"
      ])
    }).pipe(Effect.provide(serviceFor(terms, [])), Effect.scoped)
)

describe("setting a PIN", () => {
  play(`
  YK-21 | another one, with the old one | ${set}; SetPin newPin=0815 pin=4711 operator=amy | Redeem 101 pin=0815 | approved main 101 | somebody
  YK-21 | the old one is none any more | ${set}; SetPin newPin=0815 pin=4711 operator=amy | Redeem 101 pin=4711 | declined verification_failed triesLeft 2 | somebody
  YK-21 | a cashier sets none without the old one | ${set} | SetPin newPin=0815 operator=amy | declined verification_required kind pin |
  YK-21 | nor with a wrong one | ${set} | SetPin newPin=0815 pin=0000 operator=amy | declined verification_failed triesLeft 2 | somebody
  YK-21 | the first one may be set by anybody who serves the holder | | SetPin newPin=0815 operator=amy | approved status PIN set |
  YK-21 | a manager sets one without the old one | ${set} | SetPin newPin=0815 operator=max | approved status PIN set |
  YK-21 | the holder does not, on the web | ${set} | SetPin newPin=0815 channel=web | declined card_not_accepted |
  YK-21 | but with the old one | ${set} | SetPin newPin=0815 channel=web pin=4711 | approved status PIN set | somebody
  YK-21 | a new one is not locked | ${set}; ${wrong}; ${wrong}; ${wrong}; SetPin newPin=0815 operator=max | Redeem 101 pin=0815 | approved main 101 | somebody
  IB-10 | the holder signs in | ${set} | IdentifyHolder channel=web pin=4711 | approved status holder identified | somebody
  IB-10 | not with a wrong PIN | ${set} | IdentifyHolder operator=amy pin=0000 | declined verification_failed triesLeft 2 | somebody
  IB-10 | nor without | ${set} | IdentifyHolder operator=amy | declined verification_required kind pin |
  IB-10 | nor where there is none | | IdentifyHolder operator=amy pin=4711 | declined verification_required kind pinNotSet | nobody
  IB-10 | what was tried in vain is forgotten then | ${set}; ${wrong}; ${wrong}; IdentifyHolder channel=web pin=4711; ${wrong} | IdentifyHolder channel=web pin=4711 | approved status holder identified | somebody
  IB-10 | a blocked card signs nobody in | ${set}; Block | IdentifyHolder pin=4711 operator=amy | declined blocked since 02:00Z | somebody
  YK-21 | on a blocked card | Block | SetPin newPin=0815 | declined blocked since 02:00Z |
  YK-21 | there is none to unlock | | UnlockPin reason=asked | declined verification_required kind pinNotSet |
  `)
})

describe("strangers", () => {
  play(`
  L27 | a card that is not there | ${set} | Redeem 5 channel=web pin=4711 card=NONE | declined card_not_accepted | nobody
  L27 | a blocked one | ${set}; Block | Redeem 5 channel=web pin=4711 | declined card_not_accepted | somebody
  L27 | a wrong PIN | ${set} | Redeem 5 channel=web pin=0000 | declined card_not_accepted | somebody
  L27 | a frozen account, with the right one | ${set}; Freeze | Redeem 5 channel=web pin=4711 | declined card_not_accepted | somebody
  L27 | a frozen account, with a wrong one | ${set}; Freeze | Redeem 5 channel=web pin=0000 | declined card_not_accepted | somebody
  L27 | a closed account | ${set}; Redeem 900 pin=4711; Close | Redeem 5 channel=web pin=4711 | declined card_not_accepted | somebody
  L27 | staff are told | ${set}; Freeze | Redeem 5 pin=4711 | declined account_frozen side both | somebody
  L27 | a PIN that is locked | ${set}; ${wrong}; ${wrong}; ${wrong} | Redeem 5 channel=web pin=4711 | declined card_not_accepted | nobody
  L27 | no PIN | ${set} | Redeem 5 channel=web | declined card_not_accepted |
  L27 | a card without one | | Redeem 5 channel=web pin=4711 | declined card_not_accepted | nobody
  `)
})

describe("a thousand guesses at once", () => {
  it.live("never compare more than the tries that are allowed", () => {
    const compared: Array<"somebody" | "nobody"> = []
    return Effect.gen(function* () {
      const { send, tell } = yield* deskFor()
      yield* tell(set)
      const guesses = Array.from({ length: 1000 }, (_, n) =>
        send(commandOf(`Redeem 101 pin=${5000 + n}`, `g${n}`), `till-${n % 64}`)
      )
      const outcomes = yield* Effect.all(guesses, { concurrency: "unbounded" })
      expect(compared.filter((one) => one === "somebody")).toHaveLength(3)
      expect(compared).toHaveLength(1000)
      const said = Map.groupBy(outcomes, (outcome) => outcomeText(outcome).split(" ")[1])
      expect(said.get("verification_failed")).toHaveLength(3)
      expect(said.get("verification_locked")).toHaveLength(997)
      expect((yield* verify(yield* Store)).bad).toBe(undefined)
    }).pipe(Effect.provide(serviceFor(terms, compared)), Effect.scoped)
  })
})
