/**
 * Approvals: quotas that head office grants, and codes by which one person approves what another one does.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import type { Account } from "../../src/account/Account.ts"
import type { AuthorizationCode } from "../../src/account/AuthorizationCode.ts"
import { codeGranted } from "../../src/command/prepare.ts"
import { networkOf } from "../../src/network/Network.ts"
import { configurationOf } from "../../src/testing/secrets.ts"
import { withAuthorization } from "../../src/policy/authorization.ts"
import type { AccountId, ClientId, Key, OperationId, ProgramId } from "../../src/values/Ids.ts"
import { type Counter, counter, mac } from "./counter.ts"
import { outcomeText } from "./notation.ts"
import { member, shop } from "./shop.ts"
import { play, rows } from "./table.ts"

const restricted = shop(
  {},
  {
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "A2", owner: "hq" },
      { id: "B1", owner: "fr1", restricted: true, zone: "Asia/Bangkok" }
    ],
    terminals: [
      { id: "T1", outlet: "A1", restricted: true },
      { id: "T2", outlet: "A1" },
      { id: "T3", outlet: "B1", restricted: true }
    ],
    operators: [
      { id: "fin", role: "finance" },
      { id: "bea", role: "manager", outlet: "B1", permissions: { Adjust: "yes" } },
      { id: "fay", role: "owner", owner: "fr1", permissions: { Adjust: "yes" } },
      { id: "ffin", role: "finance", owner: "fr1" },
      { id: "cas", role: "cashier", outlet: "B1", owner: "fr1" }
    ]
  }
)

describe("codes that are over", () => {
  const day = 86_400_000
  const codeOf = (request: string, expiresAt: number): AuthorizationCode => ({
    request,
    hash: "",
    grantedBy: "op_1" as OperationId,
    expiresAt,
    tries: 0,
    status: "granted"
  })
  it.each([
    ["a minute ago", 60_000, ["old", "new"]],
    ["a day ago but for a moment", day - 1, ["old", "new"]],
    ["a day ago", day, ["new"]],
    ["a week ago", 7 * day, ["new"]]
  ] as const)("one that ended %s", (_, ago, remembered) => {
    const at = 100 * day
    const account: Account = {
      id: "acc_1" as AccountId,
      program: "member" as ProgramId,
      status: "open",
      openedAt: 0,
      wallets: [],
      cards: [],
      authorizations: [codeOf("old", at - ago)]
    }
    const { authorizations } = withAuthorization(account, codeOf("new", at + 1), at)
    expect(authorizations?.map(({ request }) => request)).toEqual(remembered)
  })
})

describe("quotas", () => {
  const quota = (sentence: string) => `declined program_rule_violation rule quota sentence ${sentence}`
  play(
    `
  90 | without a grant nothing is loaded | | Load 1 outlet=B1 | declined quota_exceeded left 0 | empty
  90 | up to what was granted | GrantQuota 1000 ofOutlet=B1 | Load 1000 outlet=B1 | approved main 1000 | main:1000
  90 | two loads of 600: one passes, one hears what is left | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1 | Load 600 outlet=B1 card=BELA | declined quota_exceeded left 400 | main:600
  90 | one unit more | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1 | Load 401 outlet=B1 | declined quota_exceeded left 400 | main:600
  90 | granted again | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1; GrantQuota 200 ofOutlet=B1 | Load 600 outlet=B1 | approved main 600 | main:1200
  90 | for ever: no new day gives more | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1; clock 2029-01-01T00:00:00+08:00 | Load 401 outlet=B1 | declined quota_exceeded left 400 | main:600
  90 | a reversal gives back | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1 key=l; Reverse originalKey=l outlet=B1 | Load 1000 outlet=B1 | approved main 1000 | main:1000
  90 | an issue draws too | GrantQuota 1000 ofOutlet=B1 | Issue 1001 card=NEWA outlet=B1 | declined quota_exceeded left 1000 | empty
  90 | and gives back when it is undone | GrantQuota 1000 ofOutlet=B1; Issue 700 card=NEWA outlet=B1 key=i; Reverse originalKey=i outlet=B1 | Load 1000 outlet=B1 | approved main 1000 | main:1000
  90 | an activation too | GrantQuota 10 ofOutlet=B1; Issue card=NEWA active=false outlet=B1 | Activate 11 card=NEWA outlet=B1 | declined quota_exceeded left 10 | NEWA empty
  90 | a bonus does not: it is the program's | GrantQuota 100 ofOutlet=B1 | Load 100 offer=100+30 outlet=B1 | approved main 100 gift 30 | gift:30 main:100
  90 | spending draws nothing | Load 5 | Redeem 5 outlet=B1 | approved main 5 | empty
  90 | an outlet that is not restricted needs none | | Load 5 outlet=A2 | approved main 5 | main:5
  90 | a clawback gives nothing back: the money was taken | GrantQuota 10 ofOutlet=B1; Load 10 outlet=B1 key=l; Clawback originalKey=l outlet=B1 | Load 1 outlet=B1 | declined quota_exceeded left 0 | empty
  YK-35 | a correction upwards is no way around it | GrantQuota 10 ofOutlet=B1 | Adjust 11 subWallet=main outlet=B1 | declined quota_exceeded left 10 | empty
  YK-35 | it draws as a load does | GrantQuota 10 ofOutlet=B1; Adjust 6 subWallet=main outlet=B1 | Load 5 outlet=B1 | declined quota_exceeded left 4 | main:6
  YK-35 | and gives back when it is undone | GrantQuota 10 ofOutlet=B1; Adjust 6 subWallet=main outlet=B1 key=a; Reverse originalKey=a outlet=B1 | Load 10 outlet=B1 | approved main 10 | main:10
  YK-35 | downwards it draws nothing | Load 5 | Adjust -5 subWallet=main outlet=B1 | approved main 5 taken 5 | empty
  YK-35 | and gives nothing back | GrantQuota 10 ofOutlet=B1; Load 10 outlet=B1; Adjust -10 subWallet=main outlet=B1 | Load 1 outlet=B1 | declined quota_exceeded left 0 | empty
  YK-35 | the office, which is at no outlet, corrects without | | Adjust 5 subWallet=main outlet=- operator=fin | approved main 5 | main:5
  YK-35 | who works at the place corrects out of its quota, said or not | GrantQuota 10 ofOutlet=B1 | Adjust 11 subWallet=main outlet=- operator=bea | declined quota_exceeded left 10 | empty
  YK-35 | which it then draws on | GrantQuota 10 ofOutlet=B1; Adjust 6 subWallet=main outlet=- operator=bea | Load 5 outlet=B1 | declined quota_exceeded left 4 | main:6
  YK-35 | who works for the owner of the place says where, or it would be at none | | Adjust 5 subWallet=main outlet=- operator=fay | declined not_permitted right Adjust without an outlet | empty
  YK-35 | within the quota there | GrantQuota 10 ofOutlet=B1 | Adjust 5 subWallet=main outlet=B1 operator=fay | approved main 5 | main:5
  YK-35 | and takes away anywhere | Load 9 | Adjust -5 subWallet=main outlet=- operator=fay | approved main 5 taken 5 | main:4
  YK-35 | nor is merchandise credit without a sale | GrantQuota 10 ofOutlet=B1 | UnlinkedRefund 11 outlet=B1 | declined quota_exceeded left 10 | empty
  YK-35 | which draws too | GrantQuota 10 ofOutlet=B1; UnlinkedRefund 6 outlet=B1 | Load 5 outlet=B1 | declined quota_exceeded left 4 | refund:6
  YK-35 | a refund of a sale does not: it was loaded once | Load 5; Redeem 5 outlet=B1 key=r | Refund originalKey=r outlet=B1 | approved main 5 | main:5
  OC-10 | a terminal has one for itself | | Load 5 terminal=T1 | declined quota_exceeded left 0 | empty
  OC-10 | the till beside it has none to ask for | | Load 5 terminal=T2 | approved main 5 | main:5
  OC-10 | a terminal of a restricted outlet draws on both | GrantQuota 9 ofOutlet=B1; GrantQuota 5 ofTerminal=T3 | Load 6 terminal=T3 outlet=- | declined quota_exceeded left 5 | empty
  OC-10 | the smaller one binds | GrantQuota 5 ofOutlet=B1; GrantQuota 9 ofTerminal=T3 | Load 6 terminal=T3 outlet=- | declined quota_exceeded left 5 | empty
  OC-10 | within both | GrantQuota 9 ofOutlet=B1; GrantQuota 5 ofTerminal=T3 | Load 5 terminal=T3 outlet=- | approved main 5 | main:5
  YK-35 | head office grants | | GrantQuota 10 ofOutlet=B1 outlet=- operator=fin | approved granted 10 left 10 | nothing posted
  YK-35 | a franchise's own finance does not | | GrantQuota 10 ofOutlet=B1 outlet=- operator=ffin | declined not_permitted right GrantQuota for all | empty
  YK-35 | and asks for its own places | | RequestQuota 9 ofOutlet=B1 outlet=B1 operator=cas | approved granted 0 left 0 | nothing posted
  YK-35 | their terminals too | | RequestQuota 9 ofTerminal=T3 outlet=B1 operator=fay | approved granted 0 left 0 | nothing posted
  YK-35 | and hears nothing of others' | GrantQuota 70 ofOutlet=A1 | RequestQuota 9 ofOutlet=A1 outlet=B1 operator=cas | declined not_permitted right ask for a quota of outlet A1 | empty
  YK-35 | nor of their terminals | | RequestQuota 9 ofTerminal=T1 outlet=B1 operator=fay | declined not_permitted right ask for a quota of outlet A1 | empty
  YK-35 | a grant says what there is | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1 | GrantQuota 50 ofOutlet=B1 | approved granted 1050 left 450 | nothing posted
  YK-35 | taken back in part | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1; GrantQuota -300 ofOutlet=B1 | Load 101 outlet=B1 | declined quota_exceeded left 100 | main:600
  YK-35 | all that is left | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1 | GrantQuota -400 ofOutlet=B1 | approved granted 600 left 0 | main:600
  YK-35 | not what was used | GrantQuota 1000 ofOutlet=B1; Load 600 outlet=B1 | GrantQuota -401 ofOutlet=B1 | declined quota_exceeded left 400 | main:600
  YK-35 | the largest there is | GrantQuota 9007199254740991 ofOutlet=B1 | GrantQuota 1 ofOutlet=B1 | declined balance_limit_exceeded limit largest room 0 | empty
  YK-35 | no such outlet | | GrantQuota 1 ofOutlet=B9 | declined outlet_unknown id B9 | empty
  YK-35 | no such terminal | | GrantQuota 1 ofTerminal=T9 | declined terminal_unknown id T9 | empty
  YK-35 | a grant is taken back by a grant | GrantQuota 10 ofOutlet=B1 key=g | Reverse originalKey=g | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | empty
  YK-35 | asked for | GrantQuota 10 ofOutlet=B1; Load 4 outlet=B1 | RequestQuota 90 ofOutlet=B1 outlet=B1 reason=season | approved granted 10 left 6 | nothing posted
  YK-35 | and granted upon that | RequestQuota 90 ofOutlet=B1 outlet=B1 | GrantQuota 90 ofOutlet=B1 request=op_000003 operator=fin | approved granted 90 left 90 | nothing posted
  YK-35 | more or less than was asked for is the office's to say | RequestQuota 90 ofOutlet=B1 outlet=B1 | GrantQuota 50 ofOutlet=B1 request=op_000003 | approved granted 50 left 50 | nothing posted
  YK-35 | a request is answered once | RequestQuota 90 ofOutlet=B1 outlet=B1; GrantQuota 90 ofOutlet=B1 request=op_000003 | GrantQuota 90 ofOutlet=B1 request=op_000003 | ${quota("The request has been answered.")} | nothing posted
  YK-35 | an answer that was declined is none | RequestQuota 90 ofOutlet=B1 outlet=B1; ?GrantQuota -90 ofOutlet=B1 request=op_000003 | GrantQuota 90 ofOutlet=B1 request=op_000003 | approved granted 90 left 90 | nothing posted
  YK-35 | a request of one outlet is no reason to grant another | RequestQuota 90 ofOutlet=B1 outlet=B1 | GrantQuota 90 ofOutlet=A2 request=op_000003 | ${quota("The request is for something else.")} | nothing posted
  YK-35 | nor a terminal | RequestQuota 90 ofOutlet=B1 outlet=B1 | GrantQuota 90 ofTerminal=T3 request=op_000003 | ${quota("The request is for something else.")} | nothing posted
  YK-35 | nor another currency | RequestQuota 90 ofOutlet=B1 outlet=B1 | GrantQuota 90 ofOutlet=B1 currency=PTS request=op_000003 | ${quota("The request is for something else.")} | nothing posted
  YK-35 | a terminal's own request | RequestQuota 90 ofTerminal=T3 outlet=B1 | GrantQuota 90 ofTerminal=T3 request=op_000003 | approved granted 90 left 90 | nothing posted
  YK-35 | a request that was declined asks for nothing | ?RequestQuota 90 ofOutlet=B9 outlet=B1 | GrantQuota 90 ofOutlet=B1 request=op_000003 | declined original_not_found | nothing posted
  YK-35 | upon something else | Load 5 | GrantQuota 90 ofOutlet=B1 request=op_000003 | declined original_not_found | main:5
  `,
    restricted
  )
})

const codes = (terms: object = {}) =>
  shop(
    {},
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
        { id: "bob", role: "cashier" },
        { id: "max", role: "manager" },
        { id: "mia", role: "manager" },
        { id: "out", role: "manager", outlet: "A2" },
        { id: "hqm", role: "manager", owner: "hq" },
        {
          id: "low",
          role: "manager",
          limits: [
            { id: "once", verb: "Load", amount: 550, currency: "CNY", per: "operation" },
            { id: "aday", verb: "Load", amount: 560, currency: "CNY", per: "day" },
            { id: "fix", verb: "Adjust", amount: 5, currency: "CNY", per: "operation" },
            { id: "sale", verb: "Redeem", amount: 310, currency: "CNY", per: "operation" },
            { id: "back", verb: "Refund", amount: 100, currency: "CNY", per: "operation" }
          ]
        },
        {
          id: "new",
          role: "cashier",
          permissions: { Activate: "code", ExtendHold: "code", Issue: "code", Release: "code" }
        },
        { id: "loc", role: "cashier", outlet: "A1", permissions: { Block: "code" } },
        { id: "asks", role: "manager", permissions: { Load: "code", Transfer: "code", Merge: "code" } },
        {
          id: "fin",
          role: "finance",
          limits: [
            { id: "back", verb: "Refund", amount: 50, currency: "CNY", per: "operation" },
            { id: "yen", verb: "Refund", amount: 1, currency: "JPY", per: "operation" },
            { id: "fix", verb: "Adjust", amount: 20, currency: "CNY", per: "operation" },
            { id: "fixes", verb: "Adjust", amount: 30, currency: "CNY", per: "day" }
          ]
        }
      ],
      terminals: [{ id: "T1", outlet: "A1" }],
      authorizationCodes: terms
    }
  )

/** The code that a grant under a key has told the manager. */
const toldTo = (document: unknown, key: string): string =>
  codeGranted({ network: networkOf(configurationOf(document)), mac }, "till" as ClientId, key as Key)

/** The request of the newest grant. */
const lastRequest = ({ recorded }: Counter): string =>
  /req_[0-9a-f]{26}/.exec(recorded.at(-1)?.operation.outcome ?? "")?.[0] ?? ""

/** Says a command in which `code=g` is the code that the grant with the key g gave, and `REQ` the request of the last one. */
const say = (till: Counter, document: unknown, text: string): string =>
  outcomeText(
    till.ask(
      text
        .replace(/\bcode=(\w+)/, (_, key) => `authorizationCode=${toldTo(document, key)}`)
        .replace("REQ", lastRequest(till))
    )
  )

/** Rows as in `play`, with codes; the request's id is not written out. */
const approve = (text: string, document: unknown = codes()): void => {
  it.each(rows(text).map((cells) => [`${cells[0]} ${cells[1]}`, cells] as const))("%s", (_, cells) => {
    const [, , before = "", asked = "", outcome, ...then] = cells
    const till = counter(document)
    for (const step of before.split(";").map((one) => one.trim()))
      if (step.startsWith("clock ")) till.set(step.slice(6))
      else if (step !== "") {
        const said = say(till, document, step.replace(/^\?/, ""))
        if (!step.startsWith("?")) expect(said).toMatch(/^approved/)
      }
    expect(say(till, document, asked).replace(/req_[0-9a-f]{26}/, "req")).toBe(outcome)
    expect(then).not.toEqual([])
    for (const cell of then) expect(till.balances()).toBe(cell)
    till.audit()
  })
}

it("a wrong code is counted where it was granted, before it is refused; nothing else is", () => {
  const document = codes()
  const till = counter(document)
  for (const step of [
    "GrantAuthorization operator=max wanted=Load:amy:600 key=g",
    "Load 600 operator=amy authorizationCode=000000",
    "Load 601 operator=amy code=g",
    "Load 600 operator=amy code=g"
  ])
    say(till, document, step)
  expect(
    till.recorded
      .slice(2)
      .map(({ operation: { approved, key, original, verb } }) => [
        `${verb}${approved ? "" : " declined"}`,
        key.startsWith("sys:try:") ? original : undefined
      ])
  ).toEqual([
    ["GrantAuthorization", undefined],
    ["CountTry", "op_000003"],
    ["Load declined", undefined],
    ["Load declined", undefined],
    ["Load", undefined]
  ])
})

describe("authorization codes", () => {
  const grant = "GrantAuthorization operator=max wanted=Load:amy:600 key=g"
  const leaves = 'ChangeOperator to={"id":"max","role":"manager","active":false} version=1 outlet=-'
  const required = "declined authorization_code_required request req"
  const ended =
    "Load 500; Hold 400 key=h; Capture 290 holdKey=h operator=amy final=false; clock 2026-11-29T10:00:00+08:00"
  const above = (verb: string) => `declined not_permitted right approve ${verb} above the own limit`
  const invalid = (why: string) => `declined authorization_code_invalid why ${why}`
  approve(`
  87 | up to the operator's limit | | Load 500 operator=amy | approved main 500 | main:500
  87 | one unit more | | Load 501 operator=amy | ${required} | empty
  87 | with the manager's code | ${grant} | Load 600 operator=amy code=g | approved main 600 | main:600
  87 | it counts in the total | ${grant}; Load 600 operator=amy code=g; Load 500 operator=amy; Load 500 operator=amy | Load 401 operator=amy | declined operator_limit_exceeded left 400 | main:1600
  87 | a code lifts no total | Load 500 operator=amy; Load 500 operator=amy; Load 500 operator=amy; ${grant} | Load 600 operator=amy code=g | declined operator_limit_exceeded left 500 | main:1500
  87 | which is said only after the code | Load 500 operator=amy; Load 500 operator=amy; Load 500 operator=amy | Load 600 operator=amy | ${required} | main:1500
  87 | the same key may be sent again with the code | ?Load 600 operator=amy key=l; ${grant} | Load 600 operator=amy key=l code=g | approved main 600 | main:600
  87 | by the terminal of the outlet | ${grant} | Load 600 operator=amy terminal=T1 outlet=- code=g | approved main 600 | main:600
  88 | another amount | ${grant} | Load 601 operator=amy code=g | ${invalid("unknown")} | empty
  88 | another card | ${grant} | Load 600 operator=amy card=BELA code=g | ${invalid("unknown")} | empty
  88 | another outlet | ${grant} | Load 600 operator=amy outlet=A2 code=g | ${invalid("unknown")} | empty
  88 | another verb | Load 500; Load 500; ${grant} | Redeem 600 operator=amy code=g | ${invalid("unknown")} | main:1000
  88 | another operator needs none for it | ${grant} | Load 600 operator=bob code=g | approved main 600 | main:600
  88 | the code was not used up by that | ${grant}; ?Load 601 operator=amy code=g; ?Load 600 operator=amy card=BELA code=g | Load 600 operator=amy code=g | approved main 600 | main:600
  88 | nor by what was declined for another reason | ${grant}; Freeze side=credit; ?Load 600 operator=amy code=g; Unfreeze | Load 600 operator=amy code=g | approved main 600 | main:600
  89 | a second time | ${grant}; Load 600 operator=amy code=g | Load 600 operator=amy code=g | ${invalid("consumed")} | main:600
  89 | not even after a reversal | ${grant}; Load 600 operator=amy key=l code=g; Reverse originalKey=l operator=amy | Load 600 operator=amy code=g | ${invalid("consumed")} | empty
  89 | granted anew | ${grant}; Load 600 operator=amy code=g; GrantAuthorization operator=max wanted=Load:amy:600 key=g2 | Load 600 operator=amy code=g2 | approved main 600 | main:1200
  89 | the older code is void then | ${grant}; GrantAuthorization operator=max wanted=Load:amy:600 key=g2 | Load 600 operator=amy code=g | ${invalid("wrong")} | empty
  YK-34 | ten minutes | ${grant}; clock 2026-11-21T10:09:59.999+08:00 | Load 600 operator=amy code=g | approved main 600 | main:600
  YK-34 | and no longer | ${grant}; clock 2026-11-21T10:10:00+08:00 | Load 600 operator=amy code=g | ${invalid("expired")} | empty
  YK-34 | a wrong code | ${grant} | Load 600 operator=amy authorizationCode=000000 | ${invalid("wrong")} | empty
  YK-34 | the right one after two wrong ones | ${grant}; ?Load 600 operator=amy authorizationCode=000000; ?Load 600 operator=amy authorizationCode=000001 | Load 600 operator=amy code=g | approved main 600 | main:600
  YK-34 | after three it is void | ${grant}; ?Load 600 operator=amy authorizationCode=000000; ?Load 600 operator=amy authorizationCode=000001; ?Load 600 operator=amy authorizationCode=000002 | Load 600 operator=amy code=g | ${invalid("revoked")} | empty
  YK-34 | the same wrong command again is one try | ${grant}; ?Load 600 operator=amy authorizationCode=000000 key=w; ?Load 600 operator=amy authorizationCode=000000 key=w; ?Load 600 operator=amy authorizationCode=000000 key=w | Load 600 operator=amy code=g | approved main 600 | main:600
  YK-34 | a code that nobody needs is not looked at | | Load 500 operator=amy authorizationCode=000000 | approved main 500 | main:500
  YK-34 | nor is one of nobody | | Load 600 authorizationCode=000000 | approved main 600 | main:600
  YK-34 | nothing was granted | | Load 600 operator=amy authorizationCode=000000 | ${invalid("unknown")} | empty
  YK-34 | revoked | ${grant}; RevokeAuthorization request=REQ grantedTo=amy operator=max reason=mistake | Load 600 operator=amy code=g | ${invalid("revoked")} | empty
  YK-34 | which says what became of it | ${grant} | RevokeAuthorization request=REQ grantedTo=amy operator=max reason=mistake | approved status revoked | empty
  YK-34 | once | ${grant}; RevokeAuthorization request=REQ grantedTo=amy operator=max reason=mistake | RevokeAuthorization request=REQ grantedTo=amy operator=max reason=mistake | ${invalid("revoked")} | empty
  YK-34 | not what nobody granted | | RevokeAuthorization request=req_00000000000000000000000000 grantedTo=amy operator=max reason=mistake | declined original_not_found | empty
  YK-34 | nor what another has | ${grant} | RevokeAuthorization request=REQ grantedTo=bob operator=max reason=mistake | declined original_not_found | empty
  YK-34 | at a till that nobody knows none is granted | | GrantAuthorization operator=max wanted=Load:amy:600:terminal=T9 | declined terminal_unknown id T9 | empty
  YK-34 | by somebody who has left since | ${grant}; ${leaves} | Load 600 operator=amy code=g | ${invalid("revoked")} | empty
  YK-34 | used before that it stands | ${grant}; Load 600 operator=amy code=g key=l; ${leaves} | Load 600 operator=amy code=g key=l | approved main 600 again | main:600
  YK-34 | nobody approves an own operation | | GrantAuthorization operator=amy wanted=Load:amy:600 | declined not_permitted right GrantAuthorization | empty
  YK-34 | not even a manager | | GrantAuthorization operator=max wanted=Adjust:max:5 | declined not_permitted right approve an own operation | empty
  YK-34 | a manager approves only at the own outlet | | GrantAuthorization operator=out wanted=Load:amy:600 | declined not_permitted right work at outlet A1 | empty
  YK-34 | nor what the role may not do | | GrantAuthorization operator=max wanted=Sweep:amy | declined not_permitted right approve Sweep | empty
  YK-34 | for nobody known | | GrantAuthorization operator=max wanted=Load:eve:600 | declined operator_unknown id eve | empty
  YK-34 | on a card nobody knows | | GrantAuthorization operator=max wanted=Load:amy:600:NONE | declined card_unknown | empty
  YK-34 | at an outlet nobody knows | | GrantAuthorization operator=max wanted=Load:amy:600:ANNA:Z9 | declined outlet_unknown id Z9 | empty
  YK-34 | a request that is for something else | | GrantAuthorization operator=max wanted=Load:amy:600 request=req_00000000000000000000000000 | declined program_rule_violation rule authorization sentence The request is for something else. | empty
  YK-40 | an adjustment by a manager | | Adjust 5 subWallet=main operator=max | ${required} | empty
  YK-34 | nor what is done elsewhere, wherever it is said | | GrantAuthorization operator=out wanted=Load:amy:600 outlet=A2 | declined not_permitted right approve Load at outlet A1 | empty
  YK-34 | nor without saying where | | GrantAuthorization operator=out wanted=Load:amy:600 outlet=- | declined not_permitted right approve Load at outlet A1 | empty
  YK-34 | at a terminal of another outlet | | GrantAuthorization operator=out wanted=Load:amy:600:ANNA:-:terminal=T1 outlet=- | declined not_permitted right approve Load at outlet A1 | empty
  YK-34 | nor for somebody of everywhere at no outlet | | GrantAuthorization operator=out wanted=Load:amy:600:ANNA:- outlet=- | declined not_permitted right approve Load without an outlet | empty
  YK-34 | the owner's manager at each of the outlets | GrantAuthorization operator=hqm wanted=Load:amy:600 outlet=- key=g | Load 600 operator=amy code=g | approved main 600 | main:600
  YK-34 | nobody approves more than the own limit | | GrantAuthorization operator=low wanted=Load:amy:551 | ${above("Load")} | empty
  YK-34 | but up to it | GrantAuthorization operator=low wanted=Load:amy:550 key=g | Load 550 operator=amy code=g | approved main 550 | main:550
  YK-34 | of another currency than the limit's it is another matter | | GrantAuthorization operator=low wanted=Load:amy:551:-:-:currency=JPY | approved | empty
  YK-34 | nor what does not say how much it is | Load 500; Redeem 90 key=r | GrantAuthorization operator=low wanted=Refund:fin::op_000004 | ${above("Refund")} | main:410
  YK-34 | nor a correction downwards | Load 500 | GrantAuthorization operator=low wanted=Adjust:max:-6:ANNA:A1:subWallet=main | ${above("Adjust")} | main:500
  YK-34 | up to it either way | Load 500 | GrantAuthorization operator=low wanted=Adjust:max:-5:ANNA:A1:subWallet=main | approved | main:500
  YK-34 | what a day allows is each one's own | Load 500 operator=low; GrantAuthorization operator=low wanted=Load:amy:550 key=g | Load 550 operator=amy code=g | approved main 550 | main:1050
  YK-34 | of a hold that is raised all counts | Load 500; Hold 300 key=h | GrantAuthorization operator=low wanted=IncrementHold:amy:11:op_000004 | ${above("IncrementHold")} | main:500[300]
  YK-34 | up to the limit | Load 500; Hold 300 key=h; GrantAuthorization operator=low wanted=IncrementHold:amy:10:op_000004 key=g | IncrementHold 10 holdKey=h operator=amy code=g | approved main 10 | main:500[310]
  YK-34 | of captures what was captured before | Load 500; Hold 400 key=h; Capture 300 holdKey=h operator=amy final=false | GrantAuthorization operator=low wanted=Capture:amy:11:op_000004 | ${above("Capture")} | main:200[100]
  YK-34 | up to the limit, whatever was held | Load 500; Hold 400 key=h; Capture 300 holdKey=h operator=amy final=false; GrantAuthorization operator=low wanted=Capture:amy:10:op_000004 key=g | Capture 10 holdKey=h operator=amy code=g | approved main 10 released 90 | main:190
  YK-34 | nor in pieces that each are below it | Load 500; Hold 300 key=h; GrantAuthorization operator=low wanted=IncrementHold:amy:10:op_000004 key=g; GrantAuthorization operator=low wanted=IncrementHold:amy:9:op_000004 key=k; IncrementHold 10 holdKey=h operator=amy code=g | IncrementHold 9 holdKey=h operator=amy code=k | ${invalid("aboveLimit")} | main:500[310]
  YK-34 | nor by pieces of captures | Load 500; Hold 400 key=h; Capture 300 holdKey=h operator=amy final=false; GrantAuthorization operator=low wanted=Capture:amy:10:op_000004 key=g; GrantAuthorization operator=low wanted=Capture:amy:9:op_000004 key=k; Capture 10 holdKey=h operator=amy final=false code=g | Capture 9 holdKey=h operator=amy code=k | ${invalid("aboveLimit")} | main:190[90]
  YK-34 | what is reinstated goes on with what was captured | ${ended} | Reinstate 11 holdKey=h operator=amy | ${required} | main:210
  YK-34 | up to what may be done at a time | ${ended} | Reinstate 10 holdKey=h operator=amy | approved main 10 | main:200
  YK-34 | and with what was reinstated | ${ended}; Reinstate 10 holdKey=h operator=amy | Reinstate 1 holdKey=h operator=amy | ${required} | main:200
  YK-34 | with the approval of who may do as much | ${ended}; GrantAuthorization operator=low wanted=Reinstate:amy:20:op_000004 key=g | Reinstate 20 holdKey=h operator=amy code=g | approved main 20 | main:190
  YK-34 | and no more | ${ended} | GrantAuthorization operator=low wanted=Reinstate:amy:21:op_000004 | ${above("Reinstate")} | main:210
  YK-34 | nor by pieces of what is reinstated | ${ended}; GrantAuthorization operator=low wanted=Reinstate:amy:20:op_000004 key=g; GrantAuthorization operator=low wanted=Reinstate:amy:19:op_000004 key=k; Reinstate 20 holdKey=h operator=amy code=g | Reinstate 19 holdKey=h operator=amy code=k | ${invalid("aboveLimit")} | main:190
  YK-34 | who has no limit approves every piece | Load 500; Hold 300 key=h; GrantAuthorization operator=max wanted=IncrementHold:amy:10:op_000004 key=g; GrantAuthorization operator=max wanted=IncrementHold:amy:9:op_000004 key=k; IncrementHold 10 holdKey=h operator=amy code=g | IncrementHold 9 holdKey=h operator=amy code=k | approved main 9 | main:500[319]
  YK-34 | nor of a hold that is not known | Load 500 | GrantAuthorization operator=low wanted=IncrementHold:amy:1:op_000003 | ${above("IncrementHold")} | main:500
  YK-34 | an empty card is nothing, whatever the limit | GrantAuthorization operator=low wanted=Issue:new::-:A1 key=g | Issue card=NEWA operator=new code=g | approved | empty
  YK-34 | and so is one that is activated empty | Issue card=NEWA active=false; GrantAuthorization operator=low wanted=Activate:new::NEWA key=g | Activate card=NEWA operator=new code=g | approved status active | empty
  YK-34 | but not one with value | | GrantAuthorization operator=low wanted=Issue:new:551:-:A1 | ${above("Issue")} | empty
  YK-34 | what has happened is no matter of limits | | GrantAuthorization operator=low wanted=Advice:amy:900 | approved | empty
  YK-34 | nor is what was paid elsewhere | | GrantAuthorization operator=low wanted=Earn:amy:900 | approved | empty
  YK-34 | which whoever may not do it does not approve | | GrantAuthorization operator=fin wanted=Earn:amy:900 | declined not_permitted right approve EarnOnSale | empty
  88 | a hold that was meant is let go | Load 500; Hold 10 key=h; GrantAuthorization operator=max wanted=Release:new::op_000004 key=g | Release holdKey=h operator=new code=g | approved released 10 | main:500
  88 | and no other one | Load 500; Hold 10 key=h; Hold 10 key=i; GrantAuthorization operator=max wanted=Release:new::op_000004 key=g | Release holdKey=i operator=new code=g | ${invalid("unknown")} | main:500[20]
  88 | nor any where none was meant | Load 500; Hold 10 key=h; GrantAuthorization operator=max wanted=Release:new::- key=g | Release holdKey=h operator=new code=g | ${invalid("unknown")} | main:500[10]
  88 | which lives longer | Load 500; Hold 10 key=h; GrantAuthorization operator=max wanted=ExtendHold:new::op_000004:A1:expiresAt=2026-11-24T00:00:00Z key=g | ExtendHold holdKey=h operator=new code=g expiresAt=2026-11-24T00:00:00Z | approved | main:500[10]
  88 | no other one does | Load 500; Hold 10 key=h; Hold 10 key=i; GrantAuthorization operator=max wanted=ExtendHold:new::op_000004:A1:expiresAt=2026-11-24T00:00:00Z key=g | ExtendHold holdKey=i operator=new code=g expiresAt=2026-11-24T00:00:00Z | ${invalid("unknown")} | main:500[20]
  YK-34 | where no outlet is said, it is that of the operator who wants it | GrantAuthorization operator=max wanted=Block:loc::ANNA:- key=g | Block operator=loc outlet=- code=g | approved status blocked | empty
  YK-34 | and named it is the same | GrantAuthorization operator=max wanted=Block:loc key=g | Block operator=loc outlet=- code=g | approved status blocked | empty
  88 | another end of a transfer | Load 9; Issue card=CARL; GrantAuthorization operator=max wanted=Transfer:asks:5:ANNA:A1:to=BELA key=g | Transfer 5 from=ANNA to=CARL operator=asks code=g | ${invalid("unknown")} | main:9
  88 | the same end | Load 9; GrantAuthorization operator=max wanted=Transfer:asks:5:ANNA:A1:to=BELA key=g | Transfer 5 from=ANNA to=BELA operator=asks code=g | approved main 5 main 5 moved 5 | main:4
  88 | an end that nobody knows | Load 9 | GrantAuthorization operator=max wanted=Transfer:asks:5:ANNA:A1:to=NONE | declined card_unknown | main:9
  88 | no end is no approval | Load 9; GrantAuthorization operator=max wanted=Transfer:asks:5 key=g | Transfer 5 from=ANNA to=BELA operator=asks code=g | ${invalid("unknown")} | main:9
  88 | another account that it is merged into | Issue card=CARL; GrantAuthorization operator=max wanted=Merge:asks::ANNA:A1:to=BELA key=g | Merge from=ANNA to=CARL operator=asks code=g | ${invalid("unknown")} | empty
  88 | another sub-wallet | GrantAuthorization operator=mia wanted=Adjust:max:5:ANNA:A1:subWallet=gift key=g | Adjust 5 subWallet=main operator=max code=g | ${invalid("unknown")} | empty
  88 | another offer | GrantAuthorization operator=max wanted=Load:asks:100 key=g | Load 100 offer=100+30 operator=asks code=g | ${invalid("unknown")} | empty
  88 | the offer that was meant | GrantAuthorization operator=max wanted=Load:asks:100:ANNA:A1:offer=100+30 key=g | Load 100 offer=100+30 operator=asks code=g | approved main 100 gift 30 | gift:30 main:100
  YK-40 | approved by another one | GrantAuthorization operator=mia wanted=Adjust:max:5:ANNA:A1:subWallet=main key=g | Adjust 5 subWallet=main operator=max code=g | approved main 5 | main:5
  52 | an unlinked refund by a cashier | | UnlinkedRefund 5 operator=amy | ${required} | empty
  52 | approved | GrantAuthorization operator=max wanted=UnlinkedRefund:amy:5 key=g | UnlinkedRefund 5 operator=amy code=g | approved refund 5 | refund:5
  YK-41 | a card is issued above the limit | | Issue 501 card=NEWA operator=amy | ${required} | empty
  YK-41 | approved: it has no account yet | GrantAuthorization operator=max wanted=Issue:amy:501:- key=g | Issue 501 card=NEWA operator=amy code=g | approved main 501 | empty
  YK-41 | a hold above the limit of a sale | Load 500; ?Hold 301 operator=amy | Hold 300 operator=amy | approved main 300 | main:500[300]
  YK-41 | one unit more | Load 500 | Hold 301 operator=amy | ${required} | main:500
  YK-41 | a refund above the limit | Load 500; Redeem 100 key=r | Refund 51 originalKey=r operator=fin | ${required} | main:400
  YK-41 | up to it | Load 500; Redeem 100 key=r | Refund 50 originalKey=r operator=fin | approved main 50 | main:450
  YK-41 | a whole one is as much as is left | Load 500; Redeem 100 key=r; Refund 49 originalKey=r | Refund originalKey=r operator=fin | ${required} | main:449
  YK-41 | and within the limit needs nobody | Load 500; Redeem 100 key=r; Refund 50 originalKey=r | Refund originalKey=r operator=fin | approved main 50 | main:500
  YK-41 | what is owed is part of it | Load 20; Advice 80 key=r | Refund originalKey=r operator=fin | ${required} | owes:60
  YK-41 | a refund approved | Load 500; Redeem 100 key=r; GrantAuthorization operator=max wanted=Refund:fin::op_000004 key=g | Refund originalKey=r operator=fin code=g | approved main 100 | main:500
  YK-41 | a correction above the limit | | Adjust 21 subWallet=main operator=fin | ${required} | empty
  YK-41 | downwards as well | Load 500 | Adjust -21 subWallet=main operator=fin | ${required} | main:500
  YK-41 | up to it either way | Load 500 | Adjust -20 subWallet=main operator=fin | approved main 20 taken 20 | main:480
  YK-41 | both ways count in the day | Load 500; Adjust -20 subWallet=main operator=fin | Adjust 11 subWallet=main operator=fin | declined operator_limit_exceeded left 10 | main:480
  YK-41 | a hold that is raised up to the limit | Load 500; Hold 200 key=h operator=amy | IncrementHold 100 holdKey=h operator=amy | approved main 100 | main:500[300]
  YK-41 | raised by one unit more | Load 500; Hold 200 key=h operator=amy; IncrementHold 100 holdKey=h operator=amy | IncrementHold 1 holdKey=h operator=amy | ${required} | main:500[300]
  YK-41 | one that somebody else has placed | Load 500; Hold 300 key=h | IncrementHold 1 holdKey=h operator=amy | ${required} | main:500[300]
  YK-41 | approved | Load 500; Hold 300 key=h; GrantAuthorization operator=max wanted=IncrementHold:amy:1:op_000004 key=g | IncrementHold 1 holdKey=h operator=amy code=g | approved main 1 | main:500[301]
  88 | of another hold | Load 900; Hold 300 key=h; Hold 300 key=i; GrantAuthorization operator=max wanted=IncrementHold:amy:1:op_000004 key=g | IncrementHold 1 holdKey=i operator=amy code=g | ${invalid("unknown")} | main:900[600]
  YK-41 | captures of one hold count together | Load 500; Hold 400 key=h; Capture 300 holdKey=h operator=amy final=false | Capture 1 holdKey=h operator=amy | ${required} | main:200[100]
  YK-41 | an increment of no hold is above it by itself | Load 500 | IncrementHold 301 holdKey=h operator=amy | ${required} | main:500
  YK-42 | a reversal after the day | Load 5 key=l; clock 2026-11-22T00:00:00+08:00 | Reverse originalKey=l operator=max | ${required} | main:5
  YK-42 | without an operator there is nobody to approve it for | Load 5 key=l; clock 2026-11-22T00:00:00+08:00 | Reverse originalKey=l | declined reversal_window_closed closedAt 2026-11-21T16:00Z | main:5
  YK-42 | approved | Load 5 key=l; clock 2026-11-22T00:00:00+08:00; GrantAuthorization operator=mia wanted=Reverse:max::op_000003 key=g | Reverse originalKey=l operator=max code=g | approved reversed 5 | empty
  YK-42 | of something else | Load 5; Load 6 key=l; clock 2026-11-22T00:00:00+08:00; GrantAuthorization operator=mia wanted=Reverse:max::op_000003 key=g | Reverse originalKey=l operator=max code=g | ${invalid("unknown")} | main:11
  YK-42 | approved, and still not possible | Load 5 key=l; Redeem 1; clock 2026-11-22T00:00:00+08:00; GrantAuthorization operator=mia wanted=Reverse:max::op_000003 key=g | Reverse originalKey=l operator=max code=g | declined further_activity_prevents_reversal activity spent | main:4
  YK-41 | what must be refused anyway is refused first | Block | Load 600 operator=amy | declined blocked since 2026-11-21T02:00Z | empty
  `)

  it.each([
    // verb            what is said           what another one says    another request
    ["Transfer", "to=ANNA", "to=BELA", true],
    ["Merge", "to=ANNA", "to=BELA", true],
    ["Adjust", "subWallet=main", "subWallet=gift", true],
    ["Load", "subWallet=main", "subWallet=gift", true],
    ["Load", "offer=a", "offer=b", true],
    ["GrantVoucher", "voucher=tea", "voucher=cake", true],
    ["ChangeExpiry", "lot=lot_000001_0", "lot=lot_000001_1", true],
    ["ChangeExpiry", "expiresAt=2027-01-01T00:00:00Z", "expiresAt=2099-01-01T00:00:00Z", true],
    ["ExtendHold", "expiresAt=2027-01-01T00:00:00Z", "expiresAt=2099-01-01T00:00:00Z", true],
    ["Redeem", "voucher=tea", "voucher=cake", false]
  ])("of %s with %s and with %s: another request is %s", (verb, one, other, isOther) => {
    const till = counter(codes())
    const requests = [one, other].map((terms) => {
      expect(outcomeText(till.ask(`RequestAuthorization wanted=${verb}:amy:5:ANNA:A1:${terms}`))).toMatch(
        /^approved/
      )
      return lastRequest(till)
    })
    expect(requests[0] !== requests[1]).toBe(isOther)
  })

  const eight = codes({ digits: 8, minutes: 1, tries: 1 })
  approve(
    `
  YK-34 | eight digits | ${grant} | Load 600 operator=amy code=g | approved main 600 | main:600
  YK-34 | one minute | ${grant}; clock 2026-11-21T10:01:00+08:00 | Load 600 operator=amy code=g | ${invalid("expired")} | empty
  YK-34 | one try | ${grant}; ?Load 600 operator=amy authorizationCode=00000000 | Load 600 operator=amy code=g | ${invalid("revoked")} | empty
  `,
    eight
  )

  it("are digits that can be said aloud, as many as were asked for", () => {
    for (const key of ["a", "b", "c", "d", "e", "f"]) {
      expect(toldTo(codes(), key)).toMatch(/^\d{6}$/)
      expect(toldTo(eight, key)).toMatch(/^\d{8}$/)
    }
  })

  it("stand nowhere in what is recorded", () => {
    const document = codes()
    const till = counter(document)
    say(till, document, grant)
    say(till, document, "Load 600 operator=amy code=g")
    const code = toldTo(document, "g")
    expect(
      JSON.stringify(till.recorded, (_, value) => (typeof value === "bigint" ? Number(value) : value))
    ).not.toContain(`"${code}"`)
  })
})

describe("an amount of one's own choosing, with a code", () => {
  approve(
    `
  YK-28 | is asked for | | Load 90 operator=asks | declined authorization_code_required request req | empty
  YK-28 | and taken with it | GrantAuthorization operator=max wanted=Load:asks:90 key=g | Load 90 operator=asks code=g | approved main 90 | main:90
  YK-28 | who may choose none approves none | | GrantAuthorization operator=may wanted=Load:asks:90 | declined not_permitted right approve FreeAmount | empty
  YK-28 | nor that of a new card | | GrantAuthorization operator=may wanted=Issue:asks:90 | declined not_permitted right approve FreeAmount | empty
  YK-28 | nor of one that becomes usable | | GrantAuthorization operator=may wanted=Activate:asks:90 | declined not_permitted right approve FreeAmount | empty
  YK-28 | but a card without value | GrantAuthorization operator=may wanted=Issue:asks key=g | Load 90 operator=asks code=g | declined authorization_code_invalid why unknown | empty
  YK-28 | an offer | GrantAuthorization operator=may wanted=Load:asks:100:ANNA:A1:offer=100+30 key=g | Load 90 operator=asks code=g | declined authorization_code_invalid why unknown | empty
  YK-28 | and what is spent | GrantAuthorization operator=may wanted=Redeem:asks:90 key=g | Load 90 operator=asks code=g | declined authorization_code_invalid why unknown | empty
  YK-28 | who may with a code approves others' | GrantAuthorization operator=asked wanted=Load:asks:90 key=g | Load 90 operator=asks code=g | approved main 90 | main:90
  YK-28 | an offer needs none | | Load 100 offer=100+30 operator=asks | approved main 100 gift 30 | gift:30 main:100
  `,
    shop(
      {},
      {
        operators: [
          { id: "asks", role: "cashier", permissions: { FreeAmount: "code" } },
          { id: "max", role: "manager" },
          { id: "may", role: "manager", permissions: { FreeAmount: "no" } },
          { id: "asked", role: "manager", permissions: { FreeAmount: "code" } }
        ]
      }
    )
  )
  approve(
    `
  YK-28 | where there are no offers nobody is bound to them | GrantAuthorization operator=may wanted=Load:amy:600 key=g | Load 600 operator=amy code=g | approved main 600 | main:600
  `,
    shop(
      {},
      {
        programs: [{ ...member, offers: [] }],
        operators: [
          { id: "amy", role: "cashier", permissions: { Load: "code" } },
          { id: "may", role: "manager", permissions: { FreeAmount: "no" } }
        ]
      }
    )
  )
})
