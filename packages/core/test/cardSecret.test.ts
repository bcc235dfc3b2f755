/** The secret digits of cards: derived and never stored, asked for, counted for each number, and others for every issue. */
import { createHmac, hkdfSync } from "node:crypto"
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { cardSecret, type SecretOf, verify } from "../src/index.ts"
import { Store } from "../src/ports/index.ts"
import { hashes } from "../src/testing/secrets.ts"
import type { TenantId } from "../src/values/Ids.ts"
import { rare, worstPlace } from "./chiSquare.ts"
import { deskFor, playOn, recorded, serviceFor } from "./holder.ts"
import { commandOf, outcomeText } from "./tables/notation.ts"
import { rows } from "./tables/table.ts"

const numbering = { prefix: "9902", length: 16 }
const always = { numbering: { ...numbering, secret: { digits: 4, tries: 3, lockMinutes: 10 } } }
const onWeb = { numbering: { ...numbering, secret: { digits: 4, channels: ["web"] } } }
const withPin = { ...always, verification: { pinAbove: 100, tries: 3 } }

const wrong = "?Redeem 5 cardSecret=0000"

describe("the digits of a card", () => {
  playOn(
    `
  YK-49 | are asked for | | Redeem 5 | declined verification_required kind cardSecret |
  YK-49 | and taken | | Redeem 5 cardSecret=1 | approved main 5 |
  YK-49 | wrong ones are counted | | Redeem 5 cardSecret=0000 | declined verification_failed triesLeft 2 |
  YK-49 | those of the stripe are not those that are printed | | Redeem 5 cardSecret=1m | declined verification_failed triesLeft 2 |
  YK-49 | read from the stripe they are right | | Redeem 5 cardSecret=1m secretFrom=magstripe | approved main 5 |
  YK-49 | those of another card are wrong | Issue card=BELA; Load 9 card=BELA | Redeem 5 card=BELA cardSecret=0000 | declined verification_failed triesLeft 2 |
  YK-49 | a hold needs them | | Hold 5 | declined verification_required kind cardSecret |
  YK-49 | a load does not | | Load 5 | approved main 5 |
  YK-49 | moving value does | Issue card=BELA | Transfer 5 from=ANNA to=BELA | declined verification_required kind cardSecret |
  YK-49 | with them it passes | Issue card=BELA | Transfer 5 from=ANNA to=BELA cardSecret=1 | approved main 5 main 5 moved 5 |
  YK-49 | three wrong ones and none is taken | ${wrong}; ${wrong}; ${wrong} | Redeem 5 cardSecret=1 | declined verification_locked until 02:10Z |
  YK-49 | for ten minutes | ${wrong}; ${wrong}; ${wrong}; clock 10 | Redeem 5 cardSecret=1 | approved main 5 |
  YK-49 | another card of the account is not locked | LinkCard newCard=BELA; ${wrong}; ${wrong}; ${wrong} | Redeem 5 card=BELA cardSecret=1 | approved main 5 |
  YK-49 | right ones in between begin anew | ${wrong}; ${wrong}; Redeem 5 cardSecret=1 | Redeem 5 cardSecret=0000 | declined verification_failed triesLeft 2 |
  YK-49 | a manager opens it | ${wrong}; ${wrong}; ${wrong}; UnlockPin operator=max reason=known | Redeem 5 cardSecret=1 | approved main 5 |
  YK-49 | what must be refused anyway comes first | Block | Redeem 5 | declined blocked since 02:00Z |
  YK-49 | the same command again costs no try | ?Redeem 5 cardSecret=0000 key=w; ?Redeem 5 cardSecret=0000 key=w | Redeem 5 cardSecret=0000 | declined verification_failed triesLeft 1 |
  `,
    always
  )
  playOn(
    `
  YK-49 | at the till they are not asked for | | Redeem 5 | approved main 5 |
  YK-49 | but wrong ones are refused there too | | Redeem 5 cardSecret=0000 | declined verification_failed triesLeft 4 |
  L27 | on the web they are, and a stranger is not told | | Redeem 5 channel=web | declined card_not_accepted |
  L27 | a wrong one | | Redeem 5 channel=web cardSecret=0000 | declined card_not_accepted |
  L27 | a card that is not there | | Redeem 5 channel=web card=NONE cardSecret=0000 | declined card_not_accepted |
  YK-49 | right ones | | Redeem 5 channel=web cardSecret=1 | approved main 5 |
  `,
    onWeb
  )
  playOn(
    `
  YK-49 | come before the PIN | SetPin newPin=4711 | Redeem 101 pin=0000 cardSecret=0000 | declined verification_failed triesLeft 2 | nobody
  YK-49 | which is not tried then | SetPin newPin=4711; ?Redeem 101 pin=0000 cardSecret=0000 | Redeem 101 pin=0000 cardSecret=1 | declined verification_failed triesLeft 2 | somebody
  YK-49 | both right | SetPin newPin=4711 | Redeem 101 pin=4711 cardSecret=1 | approved main 101 | somebody
  `,
    withPin
  )
  playOn(
    `
  YK-49 | on the web nobody sets the first PIN with the number alone | | SetPin newPin=4711 channel=web | declined card_not_accepted |
  YK-49 | nor with wrong digits | | SetPin newPin=4711 channel=web cardSecret=0000 | declined card_not_accepted |
  YK-49 | with the right ones it is the holder | | SetPin newPin=4711 channel=web cardSecret=1 | approved status PIN set |
  YK-49 | whom somebody serves at a till | | SetPin newPin=4711 | approved status PIN set |
  YK-49 | unless the digits are a copy's | | SetPin newPin=4711 cardSecret=0000 | declined verification_failed triesLeft 4 |
  `,
    { ...onWeb, verification: { pinAbove: 100 } }
  )
  playOn(
    `
  YK-49 | a program without them takes no notice | | Redeem 5 cardSecret=0000 | approved main 5 |
  YK-49 | and compares the PIN as ever | SetPin newPin=4711 | Redeem 101 pin=4711 cardSecret=0000 | approved main 101 | somebody
  `,
    { verification: { pinAbove: 100 } }
  )
})

describe("a number that is issued again", () => {
  playOn(
    `
  YK-49 | on a new card | | Replace newCard=ANNA | approved |
  YK-49 | the copy of the old one is dead | Replace newCard=ANNA | Redeem 5 cardSecret=1 | declined verification_failed triesLeft 2 |
  YK-49 | the new one lives | Replace newCard=ANNA | Redeem 5 cardSecret=2 | approved main 5 |
  YK-49 | and the third | Replace newCard=ANNA; Replace newCard=ANNA | Redeem 5 cardSecret=3 | approved main 5 |
  YK-49 | tries begin anew | ${wrong}; ${wrong}; Replace newCard=ANNA | Redeem 5 cardSecret=0000 | declined verification_failed triesLeft 2 |
  YK-49 | not when it is lost | ReportLost | Replace newCard=ANNA | declined hotlisted since 02:00Z |
  YK-49 | nor when it is blocked | Block | Replace newCard=ANNA | declined blocked since 02:00Z |
  YK-49 | another number begins with its first issue | Replace newCard=ANNE | Redeem 5 card=ANNE cardSecret=1 | approved main 5 |
  `,
    always
  )
  playOn(
    `
  YK-49 | without secret digits a number is used once | | Replace newCard=ANNA | declined duplicate_credential |
  `,
    {}
  )
  it.live("says which issue it is", () =>
    Effect.gen(function* () {
      const { ask } = yield* deskFor()
      const outcome = yield* ask("Replace newCard=ANNA")
      expect(outcome).toMatchObject({ receipt: { card: "**NA", issueNumber: 2 } })
    }).pipe(Effect.provide(serviceFor(always, [])), Effect.scoped)
  )
})

it.live("each try is recorded before what it was for, and forgotten with the right digits", () =>
  Effect.gen(function* () {
    const { tell } = yield* deskFor()
    yield* tell("?Redeem 5 cardSecret=00000; Redeem 5 cardSecret=1")
    expect(yield* recorded).toEqual([
      "CountTry sys:try",
      "Redeem declined",
      "CountTry sys:try",
      "ClearTries sys:clearCard",
      "Redeem"
    ])
  }).pipe(Effect.provide(serviceFor(always, [])), Effect.scoped)
)

it.live("a thousand guesses at once are three", () =>
  Effect.gen(function* () {
    const { send } = yield* deskFor()
    const guesses = Array.from({ length: 1000 }, (_, n) =>
      send(commandOf(`Redeem 5 cardSecret=${String(n).padStart(5, "0")}`, `g${n}`), `till-${n % 64}`)
    )
    const outcomes = yield* Effect.all(guesses, { concurrency: "unbounded" })
    const said = Map.groupBy(outcomes, (outcome) => outcomeText(outcome).split(" ")[1])
    expect(said.get("verification_failed")).toHaveLength(3)
    expect(said.get("verification_locked")).toHaveLength(997)
    expect((yield* verify(yield* Store)).bad).toBe(undefined)
  }).pipe(Effect.provide(serviceFor(always, [])), Effect.scoped)
)

const keysOf = (tenant: string, mac = hashes.mac) => ({
  mac,
  network: { tenant: tenant as TenantId, programs: new Map() }
})
const places = ["magstripe", "printed", "virtual"] as const

/** The same again from the words of the page alone, without a line of the product. */
const alone = (tenant: string, { card, digits, issueNumber = 1, place }: SecretOf, vault: string): string => {
  const key = Buffer.from(hkdfSync("sha256", vault, "tessera", "cardSecret", 32))
  const text = `tessera card secret 1\n${tenant}\n${place}\n${card.replace(/[ -]/g, "").toUpperCase()}\n${issueNumber}`
  const hash = createHmac("sha256", key).update(text).digest("hex")
  const found = hash.split("").filter((one) => one >= "0" && one <= "9")
  const rest = hash
    .split("")
    .filter((one) => one >= "a")
    .map((one) => Number.parseInt(one, 16) - 10)
  return [...found, ...rest].slice(0, digits).join("")
}
const known = "a secret that every reader of the tests knows"

describe("how the digits are computed", () => {
  it("two computations agree on 10,000 cards", () => {
    for (let n = 0; n < 10_000; n++) {
      const of: SecretOf = {
        card: `9860 ${n * 7919} ${n}`,
        place: places[n % 3] ?? "printed",
        issueNumber: 1 + (n % 9),
        digits: 3 + (n % 6)
      }
      if (cardSecret(keysOf("demo"), of) !== alone("demo", of, known)) expect(of).toBe(n)
    }
  })

  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/card-numbers.md"), "utf8")
  const vectors = rows(page.split("<!-- vectors -->")[1] ?? "")
    .slice(2)
    .map(([, ...cells]) => cells)
  it("the vectors are published", () => expect(vectors.length).toBeGreaterThan(5))
  it.each(vectors)("%s %s, issue %s: %s", (card = "", place, issue, digits = "") => {
    const of = { card, place: place as SecretOf["place"], issueNumber: Number(issue), digits: 8 }
    expect(cardSecret(keysOf("demo"), of)).toBe(digits)
    expect(alone("demo", of, known)).toBe(digits)
  })

  it("all digits are alike in every place", () => {
    for (const place of places) {
      const all = Array.from({ length: 10_000 }, (_, n) =>
        cardSecret(keysOf("demo"), { card: `9860${n}`, place, digits: 8 })
      )
      expect(worstPlace(all, "0123456789")).toBeLessThan(rare)
    }
  })

  it("whoever changes one field has others, but for one in a thousand", () => {
    let [same, tried] = [0, 0]
    const field = fc.record({
      card: fc.stringMatching(/^[0-9]{8,19}$/),
      place: fc.constantFrom(...places),
      issueNumber: fc.integer({ min: 1, max: 99 })
    })
    fc.assert(
      fc.property(field, field, fc.constantFrom("card", "place", "issueNumber", "tenant"), (a, b, name) => {
        const changed = name === "tenant" ? a : { ...a, [name]: b[name] }
        fc.pre(name === "tenant" || changed[name] !== a[name])
        tried += 1
        const before = cardSecret(keysOf("demo"), { ...a, digits: 3 })
        const after = cardSecret(keysOf(name === "tenant" ? "other" : "demo"), { ...changed, digits: 3 })
        if (before === after) same += 1
      }),
      { seed: 1, numRuns: 10_000 }
    )
    expect(tried).toBe(10_000)
    // One in a thousand: 10 are expected, and more than 25 come once in 30,000 times.
    expect(same).toBeLessThan(26)
  })
})
