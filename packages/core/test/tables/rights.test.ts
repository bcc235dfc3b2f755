/**
 * Who may do what, and how much of it: roles and verbs, places, limits of every scope.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { type PermittedVerb, roles } from "../../src/network/Permission.ts"
import { counter } from "./counter.ts"
import { bearer, member, shop } from "./shop.ts"
import { play, rows } from "./table.ts"

const people = shop(
  {},
  {
    operators: [
      ...roles.map((role) => ({ id: role, role })),
      { id: "amy", role: "cashier", outlet: "A1" },
      { id: "bob", role: "cashier" },
      { id: "loc", role: "cashier", outlet: "A2" },
      { id: "fran", role: "manager", owner: "fr1" },
      { id: "gone", role: "manager", active: false },
      { id: "mild", role: "manager", permissions: { Freeze: "no" } },
      { id: "stern", role: "cashier", permissions: { Freeze: "yes" } },
      { id: "calm", role: "cashier", permissions: { Freeze: "yes", Quarantine: "no" } },
      { id: "able", role: "cashier", permissions: { Adjust: "yes", Load: "no", Reverse: "yes" } }
    ],
    terminals: [
      { id: "T1", outlet: "A1", kind: "till" },
      { id: "takes", outlet: "A1", capabilities: "acceptOnly" },
      { id: "shows", outlet: "A1", capabilities: "readOnly" },
      { id: "noload", outlet: "A1", capabilities: { load: false } }
    ],
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "A3", owner: "hq", shifts: "counted" },
      { id: "A2", owner: "hq", capabilities: "acceptOnly" },
      { id: "B1", owner: "fr1", zone: "Asia/Bangkok" }
    ]
  }
)

const matrix = `
  # verb          | finance | owner | manager | cashier | auditor | kiosk
  Issue           | no      | yes   | yes     | yes     | no      | no
  Activate        | no      | yes   | yes     | yes     | no      | no
  Deactivate      | yes     | yes   | yes     | no      | no      | no
  Reactivate      | yes     | yes   | yes     | no      | no      | no
  Load            | no      | yes   | yes     | yes     | no      | no
  ConfirmLoad     | yes     | yes   | yes     | no      | no      | no
  FailLoad        | yes     | yes   | yes     | own     | no      | no
  Redeem          | no      | yes   | yes     | yes     | no      | no
  Advice          | yes     | yes   | yes     | yes     | no      | no
  Hold            | no      | yes   | yes     | yes     | no      | no
  IncrementHold   | no      | yes   | yes     | yes     | no      | no
  ExtendHold      | no      | yes   | yes     | yes     | no      | no
  Capture         | no      | yes   | yes     | yes     | no      | no
  Release         | no      | yes   | yes     | yes     | no      | no
  Reinstate       | no      | yes   | yes     | yes     | no      | no
  Refund          | yes     | yes   | yes     | yes     | no      | no
  UnlinkedRefund  | yes     | yes   | yes     | code    | no      | no
  Reverse         | yes     | yes   | yes     | own     | no      | no
  Clawback        | yes     | yes   | yes     | no      | no      | no
  Chargeback      | yes     | no    | no      | no      | no      | no
  Escheat         | yes     | no    | no      | no      | no      | no
  CashOut         | yes     | yes   | yes     | yes     | no      | no
  Adjust          | yes     | code  | code    | no      | no      | no
  Block           | yes     | yes   | yes     | yes     | no      | no
  Unblock         | yes     | yes   | yes     | no      | no      | no
  ReportLost      | yes     | yes   | yes     | yes     | no      | no
  Freeze          | yes     | yes   | yes     | no      | no      | no
  Unfreeze        | yes     | yes   | yes     | no      | no      | no
  Close           | yes     | yes   | yes     | no      | no      | no
  Replace         | no      | yes   | yes     | yes     | no      | no
  LinkCard        | no      | yes   | yes     | yes     | no      | no
  Convert         | no      | yes   | yes     | yes     | no      | no
  Transfer        | yes     | yes   | yes     | code    | no      | no
  Merge           | yes     | yes   | yes     | code    | no      | no
  ChangeExpiry    | yes     | code  | code    | no      | no      | no
  Sweep           | yes     | no    | no      | no      | no      | no
  SetPin          | no      | yes   | yes     | yes     | no      | no
  IdentifyHolder  | no      | yes   | yes     | yes     | no      | no
  UnlockPin       | yes     | yes   | yes     | no      | no      | no
  RequestOneTimeCode | no   | yes   | yes     | yes     | no      | no
  Earn            | yes     | yes   | yes     | code    | no      | no
  BurnPoints      | no      | yes   | yes     | yes     | no      | no
  ConvertPoints   | no      | yes   | yes     | yes     | no      | no
  GrantVoucher    | yes     | yes   | yes     | code    | no      | no
  RequestAuthorization | no | yes   | yes     | yes     | no      | no
  GrantAuthorization | yes  | yes   | yes     | no      | no      | no
  RevokeAuthorization | yes | yes   | yes     | no      | no      | no
  RequestQuota    | no      | yes   | yes     | yes     | no      | no
  GrantQuota      | yes     | no    | no      | no      | no      | no
  ChangeTenant    | yes     | no    | no      | no      | no      | no
  ChangeOwner     | yes     | no    | no      | no      | no      | no
  ChangeOutlet    | yes     | yes   | no      | no      | no      | no
  ChangeTerminal  | yes     | yes   | no      | no      | no      | no
  ChangeOperator  | yes     | yes   | no      | no      | no      | no
  ChangeClient    | yes     | no    | no      | no      | no      | no
  ChangeProgram   | yes     | no    | no      | no      | no      | no
  AllotNumbers    | yes     | no    | no      | no      | no      | no
  Remind          | yes     | no    | no      | no      | no      | no
  ClosePeriod     | yes     | no    | no      | no      | no      | no
  CutOff          | yes     | no    | no      | no      | no      | no
  ApprovePeriod   | yes     | no    | no      | no      | no      | no
  PayPeriod       | yes     | no    | no      | no      | no      | no
  Dispute         | yes     | yes   | no      | no      | no      | no
  RejectDispute   | yes     | no    | no      | no      | no      | no
  CorrectClearing | yes     | no    | no      | no      | no      | no
  OpenShift       | no      | yes   | yes     | yes     | no      | no
  CloseShift      | yes     | yes   | yes     | own     | no      | no
  Remit           | yes     | yes   | yes     | own     | no      | no
  ReceiveRemittance | yes   | no    | no      | no      | no      | no
`

/** One well-formed command of every verb; what it answers beyond the right to ask does not matter here. */
const asking: Readonly<Record<PermittedVerb, string>> = {
  Issue: "Issue card=NEWA",
  Activate: "Activate card=NONE",
  Deactivate: "Deactivate",
  Reactivate: "Reactivate",
  Load: "Load 5",
  ConfirmLoad: "ConfirmLoad originalKey=p",
  FailLoad: "FailLoad originalKey=p",
  Redeem: "Redeem 5",
  Advice: "Advice 5",
  Hold: "Hold 5",
  IncrementHold: "IncrementHold 5 holdKey=h",
  ExtendHold: "ExtendHold holdKey=h expiresAt=2026-11-22T10:00:00+08:00",
  Capture: "Capture 5 holdKey=h",
  Release: "Release holdKey=h",
  Reinstate: "Reinstate 5 holdKey=h",
  Refund: "Refund originalKey=r",
  UnlinkedRefund: "UnlinkedRefund 5",
  Reverse: "Reverse originalKey=r",
  Clawback: "Clawback originalKey=l",
  Chargeback: "Chargeback originalKey=l",
  Escheat: "Escheat version=1",
  CashOut: "CashOut",
  Adjust: "Adjust 5 subWallet=main",
  Block: "Block",
  Unblock: "Unblock",
  ReportLost: "ReportLost",
  Freeze: "Freeze side=both",
  Unfreeze: "Unfreeze",
  Close: "Close",
  Replace: "Replace newCard=NEWA",
  LinkCard: "LinkCard newCard=NEWA",
  Convert: "Convert card=BEAR program=member holder=Ann",
  Transfer: "Transfer from=ANNA to=BELA",
  Merge: "Merge from=ANNA to=BELA",
  ChangeExpiry: "ChangeExpiry lot=lot_000003_0 expiresAt=2027-01-01T00:00:00+08:00",
  Sweep: "Sweep outlet=-",
  SetPin: "SetPin newPin=123456",
  IdentifyHolder: "IdentifyHolder",
  UnlockPin: "UnlockPin reason=why",
  RequestOneTimeCode: "RequestOneTimeCode",
  Earn: "Earn 5 currency=PTS reason=thanks",
  BurnPoints: "BurnPoints 5 currency=PTS",
  ConvertPoints: "ConvertPoints 5 currency=PTS",
  GrantVoucher: "GrantVoucher voucher=hello reason=thanks",
  RequestAuthorization: "RequestAuthorization wanted=Block:amy",
  GrantAuthorization: "GrantAuthorization wanted=Block:amy",
  RevokeAuthorization: `RevokeAuthorization request=req_${"0".repeat(26)} grantedTo=amy reason=why`,
  RequestQuota: "RequestQuota 5 ofOutlet=A1",
  GrantQuota: "GrantQuota 5 ofOutlet=A1",
  ChangeTenant: 'ChangeTenant to={"zone":"Asia/Tokyo"} version=1',
  ChangeOwner: 'ChangeOwner to={"id":"fr1","kind":"merchant"} version=1',
  ChangeOutlet: 'ChangeOutlet to={"id":"A1","owner":"hq"} version=1',
  ChangeTerminal: 'ChangeTerminal to={"id":"T1","outlet":"A1"} version=1',
  ChangeOperator: 'ChangeOperator to={"id":"amy","role":"cashier"} version=1',
  ChangeClient: 'ChangeClient to={"id":"shop","scopes":["redemptions:create"]} version=0',
  ChangeProgram: `ChangeProgram to=${JSON.stringify({ ...bearer, version: 2 })} version=1`,
  AllotNumbers: "AllotNumbers program=member count=5 card=-",
  Remind: "Remind about=anniversary occasion=birthday on=2026-11-21",
  ClosePeriod: "ClosePeriod through=2026-10-31 card=- outlet=-",
  CutOff: "CutOff cycle=monthly through=2026-10-31 card=-",
  ApprovePeriod: "ApprovePeriod cycle=monthly through=2026-10-31 card=-",
  PayPeriod: "PayPeriod cycle=monthly through=2026-10-31 card=-",
  Dispute: "Dispute originalKey=r reason=why card=-",
  RejectDispute: "RejectDispute originalKey=r reason=why card=-",
  CorrectClearing: "CorrectClearing 5 owedBy=fr1 owedTo=hq reason=why card=-",
  OpenShift: "OpenShift shift=new outlet=A3 float=0",
  CloseShift: "CloseShift shift=s outlet=A3 counted=cash:0",
  Remit: "Remit 5 shift=s outlet=A3 reference=bag",
  ReceiveRemittance: "ReceiveRemittance 5 originalKey=l"
}

const story =
  "OpenShift shift=s outlet=A3 operator=bob float=0; Load 100 key=l; Load 5 key=p pending=true; Redeem 20 key=r; Hold 10 key=h"

describe("every role and every verb", () => {
  const cells = rows(matrix).flatMap(([verb = "", ...permitted]) =>
    roles.map((role, n) => [verb as PermittedVerb, role, permitted[n] ?? ""] as const)
  )
  it("is in the table", () => {
    expect(cells.map(([verb]) => verb).filter((_, n) => n % roles.length === 0)).toEqual(Object.keys(asking))
  })
  it.each(cells)("%s as %s: %s", (verb, role, permission) => {
    const till = counter(people)
    till.tell(story)
    const said = till.say(`${asking[verb]} operator=${role}`)
    const refusal = {
      no: `declined not_permitted right ${verb}`,
      own: `declined not_permitted right ${verb} what others did`,
      code: /^declined authorization_code_required request req_[0-9a-f]{26}$/,
      yes: /^(?!declined (not_permitted|authorization_code_required))/
    }[permission]
    if (typeof refusal === "string") expect(said).toBe(refusal)
    else expect(said).toMatch(refusal ?? /never/)
    till.audit()
  })
})

describe("operators", () => {
  play(
    `
  YK-7 | who is not named has all rights | | Load 5 | approved main 5 | main:5
  YK-7 | nobody of this name | | Load 5 operator=nobody | declined operator_unknown id nobody | empty
  YK-7 | one who has left | | Load 5 operator=gone | declined not_permitted right work as gone | empty
  KT-17 | whose role loads, at the own outlet | | Load 5 operator=amy | approved main 5 | main:5
  YK-7 | at another one | | Load 5 operator=amy outlet=B1 | declined not_permitted right work at outlet B1 | empty
  YK-7 | at the owner's outlet | | Load 5 operator=fran outlet=B1 | approved main 5 | main:5
  YK-7 | at another owner's | | Load 5 operator=fran | declined not_permitted right work at outlet A1 | empty
  YK-7 | a right of one's own | | Adjust 5 subWallet=main operator=able | approved main 5 | main:5
  KT-17 | a right to load that was taken away | | Load 5 operator=able | declined not_permitted right Load | empty
  YK-7 | without an outlet it is done at the own one: no hold of another owner is let go | Load 9; Hold 9 outlet=B1 key=h | Release holdKey=h operator=amy outlet=- | declined hold_not_found | main:9[9]
  YK-7 | but of the own one it is | Load 9; Hold 9 outlet=A3 key=h | Release holdKey=h operator=amy outlet=- | approved released 9 | main:9
  YK-7 | nor by who works for an owner | Load 9; Hold 9 key=h | IncrementHold 1 holdKey=h operator=fran outlet=- | declined hold_not_found | main:9[9]
  YK-7 | who undoes nothing of another one either | Load 9 key=l | Reverse originalKey=l operator=fran outlet=- | declined original_not_found | main:9
  YK-7 | but of the own one | Load 9 key=l outlet=B1 | Reverse originalKey=l operator=fran outlet=- | approved reversed 9 | empty
  YK-7 | nor where the own outlet is not set up for it | | Replace card=ANNA newCard=ANN2 operator=loc outlet=- | declined capability_off capability issue | empty
  YK-7 | who works everywhere is at no outlet | Load 9; Hold 9 outlet=B1 key=h | Release holdKey=h operator=bob outlet=- | approved released 9 | main:9
  OC-20 | a cashier cancels an own order | Load 9 operator=amy key=l | Reverse originalKey=l operator=amy | approved reversed 9 | empty
  OC-20 | not a colleague's | Load 9 operator=amy key=l | Reverse originalKey=l operator=bob | declined not_permitted right Reverse what others did | main:9
  OC-20 | unless allowed to | Load 9 operator=amy key=l | Reverse originalKey=l operator=able | approved reversed 9 | empty
  OC-20 | not what nobody signed for | Load 9 key=l | Reverse originalKey=l operator=amy | declined not_permitted right Reverse what others did | main:9
  OC-20 | in the same shift | Load 9 operator=amy key=l shift=s1 | Reverse originalKey=l operator=amy shift=s1 | approved reversed 9 | empty
  OC-20 | not in the next one | Load 9 operator=amy key=l shift=s1 | Reverse originalKey=l operator=amy shift=s2 | declined not_permitted right Reverse what others did | main:9
  OC-20 | nor when no shift is named any more | Load 9 operator=amy key=l shift=s1 | Reverse originalKey=l operator=amy | declined not_permitted right Reverse what others did | main:9
  OC-20 | nor the next day | Load 9 operator=amy key=l; clock 2026-11-22T00:00:00+08:00 | Reverse originalKey=l operator=amy | declined not_permitted right Reverse what others did | main:9
  OC-20 | a lost order is cancelled by its key | | Reverse originalKey=lost operator=amy | approved tombstone true | empty
  YK-42 | the manager reverses what a cashier did | Load 9 operator=amy key=l | Reverse originalKey=l operator=manager | approved reversed 9 | empty
  `,
    people
  )
})

describe("what is settled for all", () => {
  const ours = "outlet=- card=- operator=ffin"
  const correction = "CorrectClearing 5 owedBy=hq owedTo=fr1 currency=CNY reason=ours"
  play(
    `
  OC-20 | a franchise's own finance cuts nothing off | | CutOff cycle=all through=2026-11-20 ${ours} | declined not_permitted right CutOff for all | empty
  OC-20 | approves nothing | | ApprovePeriod cycle=all through=2026-11-20 ${ours} | declined not_permitted right ApprovePeriod for all | empty
  OC-20 | pays nothing | | PayPeriod cycle=all through=2026-11-20 result=paid reference=b ${ours} | declined not_permitted right PayPeriod for all | empty
  OC-20 | and corrects nothing in its own favour | | ${correction} ${ours} | declined not_permitted right CorrectClearing for all | empty
  OC-20 | that of head office does | | ${correction} outlet=- card=- operator=hfin | approved | Dr merchantPayable/hq 5, Cr merchantPayable/fr1 5
  OC-20 | and who works for no owner | | ${correction} outlet=- card=- operator=fin | approved | Dr merchantPayable/hq 5, Cr merchantPayable/fr1 5
  `,
    shop(
      {},
      {
        operators: [
          { id: "ffin", role: "finance", owner: "fr1" },
          { id: "hfin", role: "finance", owner: "hq" },
          { id: "fin", role: "finance" }
        ]
      }
    )
  )
})

describe("terminals and outlets", () => {
  play(
    `
  92 | an outlet that only accepts: no load | | Load 5 outlet=A2 | declined capability_off capability load | empty
  92 | no card is issued there | | Issue card=NEWA outlet=A2 | declined capability_off capability issue | empty
  92 | it takes value | Load 9 | Redeem 5 outlet=A2 | approved main 5 | main:4
  92 | and gives it back | Load 9; Redeem 5 key=r | Refund originalKey=r outlet=A2 | approved main 5 | main:9
  92 | it undoes what did not complete | Load 9; Redeem 5 outlet=A2 key=r | Reverse originalKey=r outlet=A2 | approved main 5 reversed 5 | main:9
  92 | it manages no cards | | Block outlet=A2 | declined capability_off capability manage | empty
  KT-15 | a terminal that only accepts | | Load 5 terminal=takes | declined capability_off capability load | empty
  KT-15 | at an outlet where others load | | Load 5 terminal=T1 | approved main 5 | main:5
  KT-8 | a kiosk shows and does nothing | Load 9 | Redeem 5 terminal=shows | declined capability_off capability redeem | main:9
  KT-8 | nor does it block cards | Load 9 | Block terminal=shows | declined capability_off capability manage | main:9
  KT-10 | may issue, but not with value | | Issue 5 card=NEWA terminal=noload | declined capability_off capability load | empty
  KT-10 | an empty card may be issued | | Issue card=NEWA terminal=noload | approved | NEWA empty
  KT-10 | and is activated with value elsewhere | Issue card=NEWA active=false terminal=noload | Activate 5 card=NEWA terminal=noload | declined capability_off capability load | NEWA empty
  KT-10 | nor with what its type begins with | | Issue card=NEWA tender=cash terminal=noload | declined capability_off capability load | empty
  KT-14 | an auditor sets apart what an audit finds | Load 5 | Freeze quarantine=true operator=auditor | approved status frozen both | main:5
  KT-14 | and freezes nothing else | Load 5 | Freeze operator=auditor | declined not_permitted right Freeze | main:5
  KT-14 | who may not freeze does not do it so either | Load 5 | Freeze quarantine=true operator=mild | declined not_permitted right Quarantine | main:5
  KT-14 | and who may, may | Load 5 | Freeze quarantine=true operator=stern | approved status frozen both | main:5
  KT-14 | unless it is said of that itself | Load 5 | Freeze quarantine=true operator=calm | declined not_permitted right Quarantine | main:5
  KT-14 | a cashier does neither | Load 5 | Freeze quarantine=true operator=cashier | declined not_permitted right Quarantine | main:5
  KT-10 | people come before devices | | Load 5 terminal=takes operator=auditor | declined not_permitted right Load | empty
  `,
    people
  )
})

const limit = (id: string, scope: string, verb: string, amount: number, per: string) => ({
  id,
  scope,
  verb,
  amount,
  per
})

const places = {
  operators: [
    { id: "amy", role: "cashier" },
    { id: "bob", role: "cashier" }
  ],
  terminals: [
    { id: "T1", outlet: "A1" },
    { id: "T3", outlet: "A1" }
  ]
}

describe("limits of every scope", () => {
  const scoped = (scope: string) => shop({ limits: [limit("day", scope, "Redeem", 100, "day")] }, places)
  const full = "declined limit_exceeded limit day room 20 resetsAt 2026-11-21T16:00Z"

  play(
    `
  19 | one card: its own limit | Load 500; LinkCard newCard=SECO; Redeem 80 | Redeem 21 | ${full} | main:420
  19 | the other card has one for itself | Load 500; LinkCard newCard=SECO; Redeem 80 | Redeem 100 card=SECO | approved main 100 | main:320
  19 | without a card none applies | Load 500; Redeem 80 | Redeem 100 card=- account=acc_000001 | approved main 100 | main:320
  `,
    scoped("card")
  )
  play(
    `
  19 | a hold that is raised counts for the card that placed it | Load 500; Hold 80 key=h | IncrementHold 21 holdKey=h | ${full} | main:500[80]
  19 | whatever card is named then | Load 500; LinkCard newCard=SECO; Hold 80 key=h | IncrementHold 21 holdKey=h card=SECO | ${full} | main:500[80]
  19 | up to the limit | Load 500; Hold 80 key=h | IncrementHold 20 holdKey=h | approved main 20 | main:500[100]
  19 | a raised one leaves less | Load 500; Hold 50 key=h; IncrementHold 30 holdKey=h | Redeem 21 | ${full} | main:500[80]
  19 | what is captured above it too | Load 500; Hold 80 key=h | Capture 101 holdKey=h | ${full} | main:500[80]
  19 | and counts | Load 500; Hold 60 key=h; Capture 80 holdKey=h | Redeem 21 | ${full} | main:420
  19 | a hold that was paid after its end too | Load 500; Hold 50 key=h expiresAt=2026-11-21T11:00:00+08:00; clock 2026-11-21T11:00:00+08:00; Redeem 80 | Reinstate 21 holdKey=h | ${full} | main:420
  19 | a hold without a card counts for none | Load 500; Hold 80 key=h card=- account=acc_000001; IncrementHold 100 holdKey=h card=ANNA | Redeem 100 | approved main 100 | main:400[180]
  `,
    shop(
      {
        limits: [limit("day", "card", "Redeem", 100, "day")],
        holds: { expireAfter: { days: 7 }, tolerancePercent: 100 }
      },
      places
    )
  )
  play(
    `
  19 | what somebody merges counts as what they transfer | Load 500; Load 60 card=BELA; Issue card=CARL; Merge from=BELA to=CARL operator=amy | Transfer 41 from=ANNA to=CARL operator=amy | declined limit_exceeded limit day room 40 resetsAt 2026-11-21T16:00Z | main:500
  19 | up to the limit | Load 500; Load 60 card=BELA; Issue card=CARL; Merge from=BELA to=CARL operator=amy | Transfer 40 from=ANNA to=CARL operator=amy | approved main 40 main 40 moved 40 | main:460
  19 | and no merge is larger | Load 101; Issue card=CARL | Merge from=ANNA to=CARL operator=amy | declined limit_exceeded limit day room 100 resetsAt 2026-11-21T16:00Z | main:101
  19 | a reversed one gives back | Load 500; Load 60 card=BELA; Issue card=CARL; Merge from=BELA to=CARL operator=amy key=m; Reverse originalKey=m | Transfer 100 from=ANNA to=CARL operator=amy | approved main 100 main 100 moved 100 | main:400
  `,
    shop(
      { limits: [limit("day", "operator", "Transfer", 100, "day")] },
      { ...places, operators: [{ id: "amy", role: "manager" }] }
    )
  )
  play(
    `
  19 | a refund counts for the card that paid | Load 500; Redeem 200 key=r; Refund 80 originalKey=r | Refund 21 originalKey=r | ${full} | main:380
  19 | the other card has one for itself | Load 500; LinkCard newCard=SECO; Redeem 200 key=r; Redeem 100 card=SECO key=s; Refund 80 originalKey=r | Refund 100 originalKey=s | approved main 100 | main:380
  19 | of what was captured too, whatever card is named then | Load 500; LinkCard newCard=SECO; Hold 200 key=h; Capture 200 holdKey=h card=SECO key=c; Refund 80 originalKey=c | Refund 21 originalKey=c | ${full} | main:380
  19 | and the other card has all of its own | Load 500; LinkCard newCard=SECO; Hold 200 key=h; Capture 200 holdKey=h key=c; Refund 80 originalKey=c; Redeem 100 card=SECO key=s | Refund 100 originalKey=s | approved main 100 | main:380
  19 | of what was paid after the end of its hold | Load 500; Hold 200 key=h expiresAt=2026-11-21T11:00:00+08:00; clock 2026-11-21T11:00:00+08:00; Reinstate 200 holdKey=h key=c; Refund 80 originalKey=c | Refund 21 originalKey=c | ${full} | main:380
  19 | a hold without a card counts for none | Load 500; Hold 200 key=h card=- account=acc_000001; Capture 200 holdKey=h card=ANNA key=c; Refund 80 originalKey=c | Refund 100 originalKey=c | approved main 100 | main:480
  `,
    shop({ limits: [limit("day", "card", "Refund", 100, "day")] }, places)
  )
  const counted = (name: string, same: string, other: string) => `
  19 | ${name}: counts over cards | Load 500; Load 500 card=BELA; Redeem 80 ${same} card=BELA | Redeem 21 ${same} | ${full} | main:500
  19 | ${name}: up to the limit | Load 500; Load 500 card=BELA; Redeem 80 ${same} card=BELA | Redeem 20 ${same} | approved main 20 | main:480
  19 | ${name}: another has its own | Load 500; Redeem 80 ${same} | Redeem 100 ${other} | approved main 100 | main:320
  19 | ${name}: part of it | Load 500; Redeem 80 ${same} | Redeem 30 partial=true ${same} | approved main 20 remainingDue 10 boundBy day | main:400
  19 | ${name}: a hold reserves | Load 500; Load 500 card=BELA; Hold 80 ${same} card=BELA | Redeem 21 ${same} | ${full} | main:500
  19 | ${name}: a released one gives back | Load 500; Hold 80 ${same} key=h; Release holdKey=h | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: also when somebody else releases it | Load 500; Hold 80 ${same} key=h; Release holdKey=h outlet=A1 | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: one that has ended no longer counts | Load 500; Load 500 card=BELA; Hold 80 ${same} card=BELA expiresAt=2026-11-21T11:00:00+08:00; clock 2026-11-21T11:00:00+08:00 | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: a millisecond before it does | Load 500; Load 500 card=BELA; Hold 80 ${same} card=BELA expiresAt=2026-11-21T11:00:00+08:00; clock 2026-11-21T10:59:59.999+08:00 | Redeem 21 ${same} | ${full} | main:500
  19 | ${name}: one that was extended counts longer | Load 500; Load 500 card=BELA; Hold 80 ${same} card=BELA key=h expiresAt=2026-11-21T11:00:00+08:00; ExtendHold holdKey=h expiresAt=2026-11-21T12:00:00+08:00; clock 2026-11-21T11:00:00+08:00 | Redeem 21 ${same} | ${full} | main:500
  19 | ${name}: until then | Load 500; Load 500 card=BELA; Hold 80 ${same} card=BELA key=h expiresAt=2026-11-21T11:00:00+08:00; ExtendHold holdKey=h expiresAt=2026-11-21T12:00:00+08:00; clock 2026-11-21T12:00:00+08:00 | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: an extension that was reversed does not count | Load 500; Load 500 card=BELA; Hold 80 ${same} card=BELA key=h expiresAt=2026-11-21T11:00:00+08:00; ExtendHold holdKey=h key=x expiresAt=2026-11-21T12:00:00+08:00; Reverse originalKey=x; clock 2026-11-21T11:00:00+08:00 | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: an increment reserves more | Load 500; Hold 50 ${same} key=h; IncrementHold 30 holdKey=h ${same} | Redeem 21 ${same} | ${full} | main:500[80]
  19 | ${name}: a capture counts what it takes | Load 500; Hold 80 ${same} key=h; Capture 30 holdKey=h ${same} | Redeem 70 ${same} | approved main 70 | main:400
  19 | ${name}: and no less | Load 500; Hold 80 ${same} key=h; Capture 30 holdKey=h ${same} | Redeem 71 ${same} | declined limit_exceeded limit day room 70 resetsAt 2026-11-21T16:00Z | main:470
  19 | ${name}: a hold of yesterday counts yesterday | Load 500; Hold 80 ${same} key=h; clock 2026-11-22T00:00:00+08:00; Capture 80 holdKey=h ${same} | Redeem 100 ${same} | approved main 100 | main:320
  19 | ${name}: a reversal gives back | Load 500; Redeem 80 ${same} key=r; Reverse originalKey=r ${same} | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: in part that part | Load 500; Redeem 80 ${same} key=r; Reverse 30 originalKey=r ${same} | Redeem 51 ${same} | declined limit_exceeded limit day room 50 resetsAt 2026-11-21T16:00Z | main:450
  19 | ${name}: a reversed capture reserves again | Load 500; Hold 80 ${same} key=h; Capture 80 holdKey=h ${same} key=c; Reverse originalKey=c ${same} | Redeem 21 ${same} | ${full} | main:500[80]
  19 | ${name}: and releases again | Load 500; Hold 80 ${same} key=h; Capture 80 holdKey=h ${same} key=c; Reverse originalKey=c ${same}; Release holdKey=h | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: a refund gives nothing back | Load 500; Redeem 80 ${same} key=r; Refund originalKey=r ${same} | Redeem 21 ${same} | ${full} | main:500
  19 | ${name}: a declined command counts nothing | Load 500; ?Redeem 101 ${same} | Redeem 100 ${same} | approved main 100 | main:400
  19 | ${name}: a new day begins anew | Load 500; Redeem 100 ${same}; clock 2026-11-22T00:00:00+08:00 | Redeem 100 ${same} | approved main 100 | main:300
  19 | ${name}: what was issued on the same counter is still undone | Load 500; Redeem 80 ${same}; Issue 5 card=NEWA ${same} key=i; Redeem 10 ${same} | Reverse originalKey=i ${same} | approved reversed 5 | NEWA empty
  `
  play(counted("operator", "operator=amy", "operator=bob"), scoped("operator"))
  play(counted("terminal", "terminal=T1", "terminal=T3"), scoped("terminal"))
  play(
    `
  19 | a hold that two outlets share: a capture counts where it was reserved first | Load 500; Hold 60 key=h outlet=A2; IncrementHold 30 holdKey=h; Capture 60 holdKey=h final=false | Redeem 71 | declined limit_exceeded limit day room 70 resetsAt 2026-11-21T16:00Z | main:440[30]
  19 | and only there | Load 500; Hold 60 key=h outlet=A2; IncrementHold 30 holdKey=h; Capture 60 holdKey=h final=false; Release holdKey=h | Redeem 100 | approved main 100 | main:340
  19 | the rest counts at the other | Load 500; Hold 60 key=h outlet=A2; IncrementHold 30 holdKey=h; Capture 70 holdKey=h | Redeem 91 | declined limit_exceeded limit day room 90 resetsAt 2026-11-21T16:00Z | main:430
  19 | a reversal in part gives back there first | Load 500; Hold 60 key=h outlet=A2; IncrementHold 30 holdKey=h; Capture 90 holdKey=h key=c; Reverse 30 originalKey=c | Redeem 100 | approved main 100 | main:340
  19 | and only there too | Load 500; Hold 60 key=h outlet=A2; IncrementHold 30 holdKey=h; Capture 90 holdKey=h key=c; Reverse 30 originalKey=c | Redeem 41 outlet=A2 | declined limit_exceeded limit day room 40 resetsAt 2026-11-21T16:00Z | main:440
  `,
    scoped("outlet")
  )
  play(counted("outlet", "outlet=A1", "outlet=A2"), scoped("outlet"))
  play(counted("owner", "outlet=A1", "outlet=B1"), scoped("owner"))
  play(
    `
  19 | operator: none is named, none applies | Load 500; Redeem 80 operator=amy | Redeem 200 | approved main 200 | main:220
  `,
    scoped("operator")
  )
  play(
    `
  19 | program: everybody together | Load 500; Load 500 card=BELA; Redeem 80 operator=amy outlet=B1 card=BELA | Redeem 21 | declined limit_exceeded limit day room 20 resetsAt 2026-11-21T16:00Z | main:500
  19 | program: another program is not counted | Load 500; Issue 500 card=BEAR program=bearer; Redeem 80 card=BEAR | Redeem 100 | approved main 100 | main:400
  `,
    scoped("program")
  )
  play(
    `
  19 | several at once: the tightest refuses | Load 500; Redeem 60 operator=amy | Redeem 41 operator=amy | declined limit_exceeded limit amount room 40 resetsAt 2026-11-30T16:00Z | main:440
  19 | each for itself | Load 500; Redeem 60 operator=amy | Redeem 100 operator=bob outlet=A2 | approved main 100 | main:340
  19 | and all together | Load 500; Redeem 60 operator=amy; Redeem 100 operator=bob outlet=A2 | Redeem 91 outlet=B1 | declined limit_exceeded limit all room 90 resetsAt 2026-11-22T17:00Z | main:340
  `,
    shop(
      {
        limits: [
          limit("amount", "operator", "Redeem", 100, "month"),
          limit("day", "outlet", "Redeem", 150, "day"),
          limit("all", "program", "Redeem", 250, "week")
        ]
      },
      places
    )
  )
})

describe("limits of one operator or place, whatever the program", () => {
  const own = (id: string, verb: string, amount: number, per: string) => ({
    id,
    verb,
    amount,
    per,
    currency: "CNY"
  })
  play(
    `
  41 | an operator's total | Load 90 operator=amy | Load 11 operator=amy | declined operator_limit_exceeded left 10 | main:90
  41 | over programs | Load 90 operator=amy | Issue 11 program=bearer card=BEAR operator=amy | declined operator_limit_exceeded left 10 | main:90
  41 | for ever | Load 90 operator=amy; clock 2029-01-01T00:00:00+08:00 | Load 11 operator=amy | declined operator_limit_exceeded left 10 | main:90
  41 | a reversal gives back | Load 90 operator=amy key=l; Reverse originalKey=l operator=amy | Load 100 operator=amy | approved main 100 | main:100
  41 | a colleague has none | Load 90 operator=amy | Load 200 operator=bob | approved main 200 | main:290
  41 | a terminal's | Load 190 terminal=T1 operator=bob | Load 11 terminal=T1 operator=bob | declined limit_exceeded limit till room 10 resetsAt 2026-11-21T16:00Z | main:190
  41 | an outlet's | Load 290 operator=bob | Load 11 operator=bob | declined limit_exceeded limit shop room 10 resetsAt 2026-11-21T16:00Z | main:290
  41 | an owner's, over its outlets | Load 290 operator=bob; Load 105 operator=bob outlet=A2 | Load 6 operator=bob outlet=A2 | declined limit_exceeded limit owner room 5 resetsAt 2026-11-21T16:00Z | main:395
  41 | what a capture takes above its hold | Load 250 operator=bob; Hold 90 key=h operator=amy | Capture 105 holdKey=h operator=amy | declined operator_limit_exceeded left 10 | main:250[90]
  41 | what limits name first | Load 290 operator=bob | Load 101 operator=amy | declined limit_exceeded limit shop room 10 resetsAt 2026-11-21T16:00Z | main:290
  `,
    shop(
      { holds: { tolerancePercent: 20 } },
      {
        owners: [
          { id: "hq", kind: "headOffice", limits: [own("owner", "Load", 400, "day")] },
          { id: "fr1", kind: "franchise" }
        ],
        outlets: [
          { id: "A1", owner: "hq", limits: [own("shop", "Load", 300, "day")] },
          { id: "A2", owner: "hq" },
          { id: "B1", owner: "fr1" }
        ],
        operators: [
          {
            id: "amy",
            role: "cashier",
            limits: [own("total", "Load", 100, "lifetime"), own("sales", "Redeem", 100, "day")]
          },
          { id: "bob", role: "cashier" }
        ],
        terminals: [{ id: "T1", outlet: "A1", limits: [own("till", "Load", 200, "day")] }]
      }
    )
  )
})

describe("groups of terminals", () => {
  const grouped = (terminalGroups: ReadonlyArray<string>) =>
    shop(
      { terminalGroups, capabilities: { cashOut: true } },
      {
        terminals: [
          { id: "IN", outlet: "A1", group: "harbour" },
          { id: "OUT", outlet: "A1", group: "hill" },
          { id: "BARE", outlet: "A1" }
        ]
      }
    )
  play(
    `
  IB-9 | a terminal of the group knows the card | Load 90 terminal=IN | Redeem 50 terminal=IN | approved main 50 | main:40
  IB-9 | at one of another group it is unknown | Load 90 | Redeem 50 terminal=OUT | declined card_unknown | main:90
  IB-9 | at one of no group too | Load 90 | Redeem 50 terminal=BARE | declined card_unknown | main:90
  IB-9 | a stranger hears of it what of any card | Load 90 | Redeem 50 terminal=OUT channel=kiosk | declined card_not_accepted | main:90
  IB-9 | what names no terminal is not bound | Load 90 | Redeem 50 | approved main 50 | main:40
  IB-9 | value does not come to it | Load 90; Issue 5 card=BEAR program=bearer | Transfer 5 from=BEAR to=ANNA terminal=OUT | declined card_unknown | main:90
  IB-9 | a sale is not returned there | Load 90; Redeem 50 key=r | Refund originalKey=r terminal=OUT | declined original_not_found | main:40
  IB-9 | nor is a hold captured | Load 90; Hold 50 key=h | Capture 50 holdKey=h terminal=OUT | declined card_unknown | main:90[50]
  IB-9 | no card of it is issued there | | Issue card=CARL terminal=OUT | declined program_unknown id member | empty
  IB-9 | but in the group | | Issue card=CARL terminal=IN | approved | empty
  IB-9 | cards of a program without groups are known everywhere | Issue 5 card=BEAR program=bearer | Redeem 5 card=BEAR terminal=OUT | approved main 5 | empty
  `,
    grouped(["harbour"])
  )
  play(
    `
  IB-9 | a program may be of several groups | Load 90 | Redeem 50 terminal=OUT | approved main 50 | main:40
  `,
    grouped(["harbour", "hill"])
  )
})

describe("a free amount where there are offers", () => {
  const someone = (id: string, FreeAmount?: string) => ({
    id,
    role: "cashier",
    ...(FreeAmount !== undefined && { permissions: { FreeAmount } })
  })
  play(
    `
  YK-28 | who has the right chooses the amount | | Load 90 operator=any | approved main 90 | main:90
  YK-28 | who has not takes the price of an offer | | Load 100 offer=100+30 operator=none | approved main 100 gift 30 | gift:30 main:100
  YK-28 | and no other amount | | Load 90 operator=none | declined not_permitted right FreeAmount | empty
  YK-28 | nor the price without the offer | | Load 100 operator=none | declined not_permitted right FreeAmount | empty
  YK-28 | nor with a new card | | Issue 90 card=CARL operator=none | declined not_permitted right FreeAmount | empty
  YK-28 | nor with a card that was given out before | Issue card=CARL active=false operator=none | Activate 77 card=CARL operator=none | declined not_permitted right FreeAmount | empty
  YK-28 | nor at its price: an activation has no offer | Issue card=CARL active=false operator=none | Activate 100 card=CARL operator=none | declined not_permitted right FreeAmount | empty
  YK-28 | which becomes usable without value | Issue card=CARL active=false operator=none | Activate card=CARL operator=none | approved status active | empty
  YK-28 | a new card without value is another thing | | Issue card=CARL operator=none | approved | empty
  YK-28 | what has a price is not what is spent | Load 90 | Redeem 50 operator=none | approved main 50 | main:40
  YK-28 | a card that nobody knows is unknown | | Load 90 card=NONE operator=none | declined card_unknown | empty
  YK-28 | an offer needs nobody | | Load 100 offer=100+30 operator=asks | approved main 100 gift 30 | gift:30 main:100
  YK-28 | where there are no offers nobody is bound to them | Issue card=PLAN program=plain | Load 90 card=PLAN operator=none | approved main 90 | PLAN main:90
  YK-28 | a client that names nobody chooses | | Load 90 | approved main 90 | main:90
  `,
    shop(
      {},
      {
        programs: [{ ...member }, { ...member, id: "plain", offers: [] }],
        operators: [
          someone("any"),
          someone("none", "no"),
          someone("asks", "code"),
          { id: "boss", role: "manager" }
        ]
      }
    )
  )
})
