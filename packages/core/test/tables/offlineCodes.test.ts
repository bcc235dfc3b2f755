/**
 * Offline codes at the ledger: taken for exactly what was approved, once, not too late, and counted when wrong.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { approveOffline } from "../../src/approveOffline.ts"
import { codeGranted } from "../../src/command/prepare.ts"
import { OfflineApproval } from "../../src/command/OfflineApproval.ts"
import { networkOf } from "../../src/network/Network.ts"
import { configurationOf } from "../../src/testing/secrets.ts"
import type { ClientId, Key } from "../../src/values/Ids.ts"
import { counter, hmac, mac } from "./counter.ts"
import { commandOf, outcomeText } from "./notation.ts"
import { shop } from "./shop.ts"
import { rows } from "./table.ts"

const document = (offline: object | null = {}) =>
  shop(
    {
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" },
        earn: [{ points: 1, per: 10 }]
      }
    },
    {
      operators: [
        {
          id: "amy",
          role: "cashier",
          limits: [
            { id: "once", verb: "Load", amount: 500, currency: "CNY", per: "operation" },
            { id: "total", verb: "Load", amount: 2000, currency: "CNY", per: "day" },
            { id: "sale", verb: "Redeem", amount: 300, currency: "CNY", per: "operation" }
          ]
        },
        { id: "cap", role: "cashier", permissions: { Capture: "code" } },
        { id: "bob", role: "cashier", permissions: { Adjust: "code", EarnOnSale: "code", Transfer: "code" } },
        { id: "max", role: "manager" },
        { id: "mia", role: "manager" },
        {
          id: "low",
          role: "manager",
          limits: [
            { id: "once", verb: "Load", amount: 550, currency: "CNY", per: "operation" },
            { id: "sale", verb: "Redeem", amount: 300, currency: "CNY", per: "operation" }
          ]
        },
        { id: "out", role: "manager", outlet: "A2" }
      ],
      terminals: [
        { id: "T1", outlet: "A1" },
        { id: "T3", outlet: "A1" },
        { id: "T2", outlet: "A2" }
      ],
      authorizationCodes: offline === null ? {} : { offline }
    }
  )

const readApproval = Schema.decodeUnknownSync(OfflineApproval)

/** The manager's device: says `max Load 600 terminal=T1 operator=amy` and answers a code, or why there is none. */
const approved = (shop: object, said: string, at: number): string => {
  const [operator, ...command] = said.split(" ")
  const { key: _, reason: _r, tender: _t, ...wanted } = commandOf(command.join(" "), "k")
  const approval = readApproval({ type: "OfflineApproval", operator, wanted })
  const found = approveOffline({ network: networkOf(configurationOf(shop)), mac, hmac }, approval, at)
  return "code" in found
    ? found.code
    : outcomeText({ outcome: "declined", key: "k", replayed: false, decline: found })
}

/** Rows as ever. `approve X: …` keeps as X what a manager's device says; `code=X` sends it; `code=g!` a code of the ledger. */
const play = (text: string, offline?: object | null): void => {
  it.each(rows(text).map((cells) => [`${cells[0]} ${cells[1]}`, cells] as const))("%s", (_, cells) => {
    const [, , before = "", asked = "", outcome, then] = cells
    const shop = document(offline)
    const till = counter(shop)
    const codes = new Map<string, string>()
    const toldTo = (key: string) =>
      codeGranted({ network: networkOf(configurationOf(shop)), mac }, "till" as ClientId, key as Key)
    const say = (text: string): string =>
      outcomeText(
        till.ask(
          text.replace(/\bcode=(\w+)(!?)/, (_, name: string, isGranted) => {
            return `authorizationCode=${isGranted ? toldTo(name) : (codes.get(name) ?? name)}`
          })
        )
      ).replace(/req_[0-9a-f]{26}/, "req")
    for (const step of before.split(";").map((one) => one.trim())) {
      const [, name, said] = /^approve (\w+): (.*)$/.exec(step) ?? []
      if (name !== undefined && said !== undefined) codes.set(name, approved(shop, said, till.now()))
      else if (step.startsWith("clock ")) till.set(step.slice(6))
      else if (step.startsWith("?")) say(step.slice(1))
      else if (step !== "") expect(say(step)).toMatch(/^approved/)
    }
    expect(say(asked)).toBe(outcome)
    expect(till.balances()).toBe(then)
    till.audit()
  })
}

const load = "Load 600 operator=amy terminal=T1"
const approve = `approve X: max ${load}`
const invalid = (why: string) => `declined authorization_code_invalid why ${why}`
const guesses = [1, 2, 3].map((n) => `?${load} code=00000${n}`).join("; ")
const required = "declined authorization_code_required request req"

describe("an offline code", () => {
  play(`
  87 | passes | ${approve} | ${load} code=X | approved main 600 | main:600
  87 | is asked for as ever | | ${load} | ${required} | empty
  87 | by the till's own outlet | ${approve} | ${load} outlet=- code=X | approved main 600 | main:600
  87 | the operation may arrive later | ${approve}; clock 2026-11-21T12:00:00+08:00 | ${load} code=X at=2026-11-21T10:00:30+08:00 | approved main 600 | main:600
  87 | a till's clock may be behind | ${approve} | ${load} code=X at=2026-11-21T09:58:00+08:00 | approved main 600 | main:600
  87 | or ahead | ${approve} | ${load} code=X at=2026-11-21T10:02:00+08:00 | approved main 600 | main:600
  87 | it lifts no limit of the day | ${approve}; Load 500 operator=amy; Load 500 operator=amy; Load 500 operator=amy | ${load} code=X | declined operator_limit_exceeded left 500 | main:1500
  87 | and is not used up by that | ${approve}; Load 500 operator=amy; Load 500 operator=amy; Load 500 operator=amy; ?${load} code=X; clock 2026-11-22T00:00:00+08:00 | ${load} code=X at=2026-11-21T10:00:00+08:00 | approved main 600 | main:2100
  87 | where a permission needs one | approve X: max Adjust 5 subWallet=main operator=bob terminal=T1 | Adjust 5 subWallet=main operator=bob terminal=T1 code=X | approved main 5 | main:5
  87 | a code of the ledger is taken beside it | GrantAuthorization operator=max wanted=Load:amy:600 key=g | ${load} code=g! | approved main 600 | main:600
  87 | and either is for one operation | ${approve}; GrantAuthorization operator=max wanted=Load:amy:600 key=g; ${load} code=g! | ${load} code=X | approved main 600 | main:1200
  88 | another amount | ${approve} | Load 601 operator=amy terminal=T1 code=X | ${invalid("wrong")} | empty
  88 | another card | ${approve} | ${load} card=BELA code=X | ${invalid("wrong")} | empty
  88 | another terminal of the outlet | ${approve} | Load 600 operator=amy terminal=T3 code=X | ${invalid("wrong")} | empty
  88 | another verb | approve X: max Load 5 operator=bob terminal=T1 | Adjust 5 subWallet=main operator=bob terminal=T1 code=X | ${invalid("wrong")} | empty
  88 | into another sub-wallet | approve X: max Adjust 5 subWallet=gift operator=bob terminal=T1 | Adjust 5 subWallet=main operator=bob terminal=T1 code=X | ${invalid("wrong")} | empty
  88 | what was paid elsewhere | approve X: max Earn 70 currency=CNY operator=bob terminal=T1 | Earn paid=70 currency=CNY operator=bob terminal=T1 code=X | approved points 7 | empty
  88 | and no more than that | approve X: max Earn 70 currency=CNY operator=bob terminal=T1 | Earn paid=80 currency=CNY operator=bob terminal=T1 code=X | ${invalid("wrong")} | empty
  88 | to the same card | Load 9; approve X: max Transfer 5 card=ANNA to=BELA operator=bob terminal=T1 | Transfer 5 from=ANNA to=BELA operator=bob terminal=T1 code=X | approved main 5 main 5 moved 5 | main:4
  88 | to another card | Load 9; Issue card=CARL; approve X: max Transfer 5 card=ANNA to=BELA operator=bob terminal=T1 | Transfer 5 from=ANNA to=CARL operator=bob terminal=T1 code=X | ${invalid("wrong")} | main:9
  88 | without a terminal it cannot be one | ${approve} | Load 600 operator=amy code=X | ${invalid("unknown")} | empty
  88 | the code was not used up by that | ${approve}; ?Load 601 operator=amy terminal=T1 code=X | ${load} code=X | approved main 600 | main:600
  88 | a reversal names its original | Load 5 key=l; clock 2026-11-22T00:00:00+08:00; approve X: mia Reverse operator=max originalKey=l terminal=T1 | Reverse operator=max originalKey=l terminal=T1 code=X | approved reversed 5 | empty
  88 | of something else | Load 6 key=m; Load 5 key=l; clock 2026-11-22T00:00:00+08:00; approve X: mia Reverse operator=max originalKey=m terminal=T1 | Reverse operator=max originalKey=l terminal=T1 code=X | ${invalid("wrong")} | main:11
  88 | the hold that was meant is raised | Load 900; Hold 300 key=h; approve X: max IncrementHold 1 originalKey=h operator=amy terminal=T1 card=- | IncrementHold 1 holdKey=h operator=amy terminal=T1 code=X | approved main 1 | main:900[301]
  88 | named by its id too | Load 900; Hold 300; approve X: max IncrementHold 1 original=op_000004 operator=amy terminal=T1 card=- | IncrementHold 1 hold=hold_000004 operator=amy terminal=T1 code=X | approved main 1 | main:900[301]
  88 | and no other one | Load 900; Hold 300 key=h; Hold 300 key=i; approve X: max IncrementHold 1 originalKey=h operator=amy terminal=T1 card=- | IncrementHold 1 holdKey=i operator=amy terminal=T1 code=X | ${invalid("wrong")} | main:900[600]
  88 | nor any where none was meant | Load 900; Hold 300 key=h; approve X: max IncrementHold 1 operator=amy terminal=T1 card=- | IncrementHold 1 holdKey=h operator=amy terminal=T1 code=X | ${invalid("wrong")} | main:900[300]
  88 | captured as well | Load 900; Hold 300 key=h; Capture 300 holdKey=h operator=amy final=false; Hold 20 key=i; Load 1; approve X: max Capture 9 originalKey=h operator=cap terminal=T1 card=- | Capture 9 holdKey=i operator=cap terminal=T1 code=X | ${invalid("wrong")} | main:601[20]
  89 | is good once | ${approve}; ${load} code=X | ${load} code=X | ${invalid("consumed")} | main:600
  89 | also hours later | ${approve}; ${load} code=X; clock 2026-11-22T09:00:00+08:00 | ${load} code=X at=2026-11-21T10:00:00+08:00 | ${invalid("consumed")} | main:600
  89 | until nobody could send it again: typed by a clock that was behind, and then by one ahead | ${approve}; ${load} code=X at=2026-11-21T09:58:00+08:00; clock 2026-11-22T10:01:59+08:00; GrantAuthorization operator=max wanted=Load:amy:700 key=o | ${load} code=X at=2026-11-21T10:02:00+08:00 | ${invalid("consumed")} | main:600
  89 | the same key is answered as before | ${approve}; ${load} code=X key=l | ${load} code=X key=l | approved main 600 again | main:600
  89 | the next step has another one | ${approve}; ${load} code=X; clock 120000; approve Y: max ${load} | ${load} code=Y | approved main 600 | main:1200
  89 | a reversal gives it not back | ${approve}; ${load} code=X key=l; Reverse originalKey=l | ${load} code=X | ${invalid("consumed")} | empty
  YK-34 | too late by the till's clock | ${approve}; clock 240000 | ${load} code=X | ${invalid("wrong")} | empty
  YK-34 | as late as may be | ${approve}; clock 86400000 | ${load} code=X at=2026-11-21T10:00:00+08:00 | approved main 600 | main:600
  YK-34 | later than that | ${approve}; clock 86400001 | ${load} code=X at=2026-11-21T10:00:00+08:00 | ${invalid("expired")} | empty
  YK-34 | from the future | clock 2026-11-21T11:00:00+08:00; ${approve}; clock 2026-11-21T11:00:01+08:00 | ${load} code=X at=2026-11-21T11:02:02+08:00 | ${invalid("expired")} | empty
  YK-34 | after two wrong ones | ${approve}; ?${load} code=000001; ?${load} code=000002 | ${load} code=X | approved main 600 | main:600
  YK-34 | after three none is taken | ${approve}; ${guesses} | ${load} code=X | ${invalid("locked")} | empty
  YK-34 | whatever the three were for | ${approve}; ?Load 601 operator=amy terminal=T1 code=000001; ?Load 602 operator=amy terminal=T1 code=000001; ?Load 603 operator=amy terminal=T1 code=000001 | ${load} code=X | ${invalid("locked")} | empty
  YK-34 | but one of the ledger | ${guesses}; GrantAuthorization operator=max wanted=Load:amy:600 key=g | ${load} code=g! | approved main 600 | main:600
  YK-34 | not by somebody else | ${guesses}; approve X: max Adjust 5 subWallet=main operator=bob terminal=T1 | Adjust 5 subWallet=main operator=bob terminal=T1 code=X | approved main 5 | main:5
  YK-34 | an hour later it is taken | ${guesses}; clock 3600000; ${approve} | ${load} code=X | approved main 600 | main:600
  YK-34 | and there are three tries again | ${guesses}; clock 3600000; ?${load} code=000001; ?${load} code=000002; ${approve} | ${load} code=X | approved main 600 | main:600
  YK-34 | a right one begins anew | ?${load} code=000001; ?${load} code=000002; ${approve}; ${load} code=X; ?${load} code=000001; ?${load} code=000002; clock 120000; ${approve} | ${load} code=X | approved main 600 | main:1200
  YK-34 | the same wrong command again is one try | ?${load} code=000001 key=w; ?${load} code=000001 key=w; ?${load} code=000001 key=w; ${approve} | ${load} code=X | approved main 600 | main:600
  YK-34 | a guess at a granted one counts for both | GrantAuthorization operator=max wanted=Load:amy:600 key=g; ${guesses} | ${load} code=g! | ${invalid("revoked")} | empty
  `)
  play(
    `
  YK-34 | for the outlet: another till of it has the same key, and still another code | ${approve} | Load 600 operator=amy terminal=T3 code=X | ${invalid("wrong")} | empty
  YK-34 | and passes for its own | approve X: max Load 600 operator=amy terminal=T3 | Load 600 operator=amy terminal=T3 code=X | approved main 600 | main:600
  YK-34 | an hour late at most | ${approve}; clock 3600001 | ${load} code=X at=2026-11-21T10:00:00+08:00 | ${invalid("expired")} | empty
  YK-34 | no window | ${approve}; clock 30000 | ${load} code=X | ${invalid("wrong")} | empty
  `,
    { keyPer: "outlet", lateByAtMostHours: 1, windowSteps: 0, stepSeconds: 30 }
  )
  play(
    `
  YK-34 | where there are none nothing is guessed | | ${load} code=000001 | ${invalid("unknown")} | empty
  `,
    null
  )
})

describe("a manager's device", () => {
  it.each([
    ["amy", load, "declined not_permitted right GrantAuthorization"],
    ["max", "Load 600 operator=max terminal=T1", "declined not_permitted right approve an own operation"],
    ["low", load, "declined not_permitted right approve Load above the own limit"],
    [
      "low",
      "IncrementHold 1 original=op_000004 operator=amy terminal=T1",
      "declined not_permitted right approve IncrementHold above the own limit"
    ],
    [
      "low",
      "Reinstate 1 original=op_000004 operator=amy terminal=T1",
      "declined not_permitted right approve Reinstate above the own limit"
    ],
    ["max", "Sweep operator=amy terminal=T1", "declined not_permitted right approve Sweep"],
    ["out", load, "declined not_permitted right work at outlet A1"],
    ["eve", load, "declined operator_unknown id eve"],
    ["max", "Load 600 operator=eve terminal=T1", "declined operator_unknown id eve"],
    ["max", "Load 600 operator=amy terminal=T9", "declined terminal_unknown id T9"],
    ["max", "Load 600 operator=amy terminal=T1 outlet=Z9", "declined outlet_unknown id Z9"]
  ])("%s approves %s: %s", (who, command, outcome) =>
    expect(approved(document(), `${who} ${command}`, 0)).toBe(outcome)
  )
  it("has none where none are configured", () =>
    expect(approved(document(null), `max ${load}`, 0)).toBe("declined capability_off capability offlineCode"))
})
