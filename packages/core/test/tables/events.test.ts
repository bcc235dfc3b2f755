/**
 * Events, case by case: what others are told of each operation, and of what it gave, crossed and moved elsewhere.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { networkOf } from "../../src/network/Network.ts"
import { decodeEvent, encodeEvent, type Event, eventKinds } from "../../src/notice/Event.ts"
import { eventsOf } from "../../src/notice/eventsOf.ts"
import { counter } from "./counter.ts"
import { bearer, member, shop } from "./shop.ts"
import { rows } from "./table.ts"

/** Points with gifts at 10 and 30, vouchers by hand and for a sale, card types, and a low balance below 50. */
const terms = {
  lowBalance: 50,
  subWallets: [
    ...member.subWallets,
    { id: "coupon", priority: 1, funding: "promotional", validity: { days: 30 }, vouchers: {} }
  ],
  vouchers: [
    { id: "welcome", subWallet: "coupon", amount: 5 },
    { id: "big", subWallet: "coupon", amount: 8, when: { spend: 400 } }
  ],
  cardTypes: [{ id: "silver" }, { id: "gold" }],
  tiers: { below: "silver", per: "year", levels: [{ cardType: "gold", from: 600 }] },
  points: {
    asset: { code: "PTS", exponent: 0 },
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 10 }],
    referral: { percent: 50 },
    conversion: { points: 10, amount: 1, subWallet: "gift" },
    gifts: [
      { id: "cup", points: 10 },
      { id: "shirt", points: 30 }
    ]
  },
  verification: { pinAbove: "never", oneTimeCode: {} },
  capabilities: { cashOut: true, transfer: true, convert: true },
  escheat: { after: { years: 3 }, from: "lastActivity" }
}

const document = shop(terms, {
  outlets: [
    { id: "A1", owner: "hq", region: "north", shifts: "counted" },
    { id: "A2", owner: "hq", region: "south" },
    { id: "A3", owner: "hq", restricted: "points" },
    { id: "B1", owner: "fr1", region: "south" }
  ],
  operators: [
    { id: "amy", role: "cashier" },
    { id: "fay", role: "finance" },
    { id: "fin", role: "finance" },
    { id: "max", role: "manager" }
  ],
  programs: [
    { ...member, ...terms },
    {
      ...bearer,
      capabilities: { transfer: true },
      dormancy: { after: { months: 12 }, fee: { amount: 2, every: "month" } },
      numbering: { prefix: "9861", length: 16, order: "permuted" }
    }
  ]
})

const networkFrom = (sent: unknown) => {
  const read = readConfiguration(sent)
  if (Result.isFailure(read)) throw new Error(JSON.stringify(read.failure))
  return networkOf(read.success)
}

const pointsText = ({
  before,
  earned,
  ledger,
  owed,
  short
}: NonNullable<Extract<Event, { points?: unknown }>["points"]>) =>
  `points ${earned} (${before}>${ledger}${owed > 0n ? ` owed ${owed}` : ""})${short === undefined ? "" : ` short ${short}`}`

/** An event in a few words: its kind, whose it is if not ANNA's, what moved, and what is left. */
const eventText = (event: Event): string =>
  [
    event.kind,
    "account" in event && event.account !== "acc_000001" && event.account,
    "amount" in event && event.amount,
    "paid" in event && event.paid !== undefined && `paid ${event.paid}`,
    "hold" in event && event.hold !== undefined && "hold",
    event.kind === "offlineSaleReported" &&
      [event.owed && `owed ${event.owed}`, ...event.exceptions].filter(Boolean).join(" "),
    "remainingDue" in event && event.remainingDue !== undefined && `due ${event.remainingDue}`,
    "paidOff" in event && event.paidOff !== undefined && `off ${event.paidOff}`,
    "status" in event && event.status,
    "threshold" in event && `below ${event.threshold} left ${event.left}`,
    "gifts" in event && event.gifts.join("+"),
    "vouchers" in event && event.vouchers.map(({ voucher }) => voucher).join("+"),
    (event.kind === "cardTypeChanged" || event.kind === "cardTypeReviewed") &&
      event.from !== undefined &&
      `${event.from}>${event.to ?? "none"}`,
    event.kind === "networkChanged" && `${event.part} ${event.of} version ${event.version}`,
    event.kind === "clearingPeriodChanged" && [event.cycle, event.through, ...(event.owners ?? [])].join(" "),
    (event.kind === "clearingDisputed" ||
      event.kind === "disputeRejected" ||
      event.kind === "clearingCorrected") &&
      event.reason,
    "shift" in event && event.shift,
    "float" in event && `float ${event.float}`,
    "counts" in event &&
      event.counts
        ?.map(({ counted, expected, tender, variance }) => `${tender} ${expected} ${counted} ${variance}`)
        .join(" "),
    event.kind === "numbersAllotted" && `from ${event.from} ${event.count}`,
    event.kind === "oneTimeCodeRequested" && event.digits !== undefined && `${event.digits} digits`,
    "wanted" in event && event.wanted?.type,
    "granted" in event && `granted ${event.granted} left ${event.left}`,
    event.kind === "remittanceReceived" && event.difference !== undefined && `difference ${event.difference}`,
    "points" in event && event.points !== undefined && pointsText(event.points),
    "balances" in event &&
      event.balances
        .filter(({ ledger }) => ledger > 0n)
        .map(({ held, ledger, subWallet }) => `${subWallet}:${ledger}${held > 0n ? `[${held}]` : ""}`)
        .join("+")
  ]
    .filter((word) => word !== false && word !== undefined && word !== "")
    .join(" ")

/** What the last command of a story is told as, with what fell due before it. */
const toldOf = (story: string, last: string): ReadonlyArray<Event> => {
  const opened = counter(document)
  opened.tell(story)
  const known = opened.recorded.length
  opened.ask(last)
  return opened.recorded.slice(known).flatMap((recorded) => eventsOf(networkFrom(document), recorded))
}

const told = rows(`
  103 | a sale that happened offline | Load 900 | Advice 200 | offlineSaleReported 200 points 20 (0>20) main:700, pointsReached cup points 20 (0>20) main:700
  103 | with what is owed, and what is to be looked at | Load 100; Block | Advice 130 | offlineSaleReported 130 owed 30 card_blocked_at_time overdrawn_offline points 10 (0>10), lowBalance below 50 left 0, pointsReached cup points 10 (0>10)
  103 | a load that pays what is owed | Advice 30 | Load 100 | valueLoaded 70 paid 100 off 30 main:70
  103 | a return that pays what is owed | Load 100; Advice 130 key=a | Refund 40 originalKey=a | valueRefunded 40 off 30 points -1 (10>9) main:10
  OC-18 | a sale | Load 900 | Redeem 200 | valueRedeemed 200 points 20 (0>20) main:700, pointsReached cup points 20 (0>20) main:700
  OC-6 | a sale for which the place had too few points in stock | GrantQuota 5 currency=PTS ofOutlet=A3; Load 900 | Redeem 200 outlet=A3 | valueRedeemed 200 points 5 (0>5) short 15 main:700
  OC-6 | or none | Load 900 | Redeem 200 outlet=A3 | valueRedeemed 200 points 0 (0>0) short 20 main:700
  OC-6 | so with a sale that is paid elsewhere | | Earn paid=200 currency=CNY outlet=A3 | pointsEarned 0 points 0 (0>0) short 20
  OC-7 | points for two gifts at once | Load 900 | Redeem 300 | valueRedeemed 300 points 30 (0>30) main:600, pointsReached cup+shirt points 30 (0>30) main:600
  OC-7 | points that pass the price of one | Load 900; Redeem 50 | Redeem 60 | valueRedeemed 60 points 6 (5>11) main:790, pointsReached cup points 6 (5>11) main:790
  OC-7 | not when it is passed again | Earn 12 currency=PTS reason=why; Load 900 | Redeem 100 | valueRedeemed 100 points 10 (12>22) main:800
  OC-7 | a low balance | Load 120 | Redeem 100 | valueRedeemed 100 points 10 (0>10) main:20, lowBalance below 50 left 20 main:20, pointsReached cup points 10 (0>10) main:20
  YK-36 | what was paid and what is left, whether it is little or not | Load 40 | Redeem 10 | valueRedeemed 10 points 1 (0>1) main:30
  OC-7 | exactly the threshold is not low | Load 100 | Redeem 50 | valueRedeemed 50 points 5 (0>5) main:50
  OC-7 | a low balance of points is none | Earn 60 currency=PTS reason=why | Redeem 20 currency=PTS | valueRedeemed 20 stars:40
  OC-11 | a voucher beside a sale | Load 900 | Redeem 450 | valueRedeemed 450 points 45 (0>45) main:450+coupon:8, voucherGranted 8 big main:450+coupon:8, pointsReached cup+shirt points 45 (0>45) main:450+coupon:8
  - | and another card type | Load 900 | Redeem 700 | valueRedeemed 700 points 70 (0>70) main:200+coupon:8, voucherGranted 8 big main:200+coupon:8, cardTypeChanged silver>gold main:200+coupon:8, pointsReached cup+shirt points 70 (0>70) main:200+coupon:8
  - | in part | Load 50 | Redeem 80 partial=true | valueRedeemed 50 due 30 points 5 (0>5), lowBalance below 50 left 0
  OC-6 | a refund, and points back | Load 900; Redeem 200 key=r | Refund 100 originalKey=r | valueRefunded 100 points -10 (20>10) main:800
  OC-6 | a reversal | Load 900; Redeem 200 key=r | Reverse originalKey=r | operationReversed 200 points -20 (20>0) main:900
  - | with its card type | Load 900; Redeem 700 key=r | Reverse originalKey=r | operationReversed 700 points -70 (70>0) main:900, cardTypeChanged gold>silver main:900
  - | of what never came | | Reverse originalKey=never | operationReversed
  - | a load with its bonus | | Load 100 offer=100+50 | valueLoaded 110 paid 100 gift:10+main:100
  YK-39 | a load that waits | | Load 100 pending=true | loadPending 100
  - | and was paid | Load 100 pending=true key=l | ConfirmLoad originalKey=l | loadConfirmed 100 paid 100 main:100
  - | and was not | Load 100 pending=true key=l | FailLoad originalKey=l | loadFailed 100
  - | and nobody said so | Load 100 pending=true; clock 2026-12-22T10:00:00+08:00 | Load 5 | loadLapsed 100, valueLoaded 5 paid 5 main:5
  - | what vested first | Load 100 offer=100+50; clock 2026-12-22T10:00:00+08:00 | Redeem 10 | bonusVested 10 gift:20+main:100, valueRedeemed 10 gift:10+main:100
  - | a hold | Load 900 | Hold 200 | valueHeld 200 hold main:900[200]
  - | more of it | Load 900; Hold 200 key=h | IncrementHold 100 holdKey=h | holdIncremented 100 hold main:900[300]
  - | for longer | Load 900; Hold 200 key=h expiresAt=2026-11-22T10:00:00+08:00 | ExtendHold holdKey=h expiresAt=2026-11-23T10:00:00+08:00 | holdExtended hold main:900[200]
  - | its capture | Load 900; Hold 200 key=h | Capture 150 holdKey=h | holdCaptured 150 hold points 15 (0>15) main:750, pointsReached cup points 15 (0>15) main:750
  - | what its end gave back | Load 900; Hold 200 key=h; Capture 100 holdKey=h final=false; clock 2026-12-22T10:00:00+08:00; Redeem 1 | Reinstate 20 holdKey=h | holdReinstated 20 points 2 (10>12) main:779
  - | its release | Load 900; Hold 200 key=h | Release holdKey=h | holdReleased 200 hold main:900
  - | its end | Load 900; Hold 200 key=h; clock 2026-12-22T10:00:00+08:00 | Redeem 10 | holdExpired 200 hold main:900, valueRedeemed 10 points 1 (0>1) main:890
  - | a transfer | Load 900 | Transfer 100 from=ANNA to=BELA | valueTransferred 100 main:800, valueReceived acc_000002 100
  - | a merge | Load 900; Load 20 card=BELA | Merge from=ANNA to=BELA | accountMerged 900, valueReceived acc_000002 900
  - | a merge of nothing | Load 900 | Merge from=BELA to=ANNA | accountMerged acc_000002 0
  - | a new card with value | | Issue 70 card=NEWA | cardIssued acc_000003 70 main:70
  - | a new card | | Issue card=NEWA active=false | cardIssued acc_000003
  - | its activation | Issue card=NEWA active=false | Activate 30 card=NEWA | cardActivated acc_000003 30 active main:30
  - | and back | | Deactivate | cardDeactivated deactivated
  - | and again | Deactivate | Reactivate | cardReactivated active
  - | a block | | Block | cardBlocked blocked
  - | its end | Block | Unblock | cardUnblocked active
  - | a lost card | | ReportLost | cardLost lost
  - | a freeze | | Freeze side=both | accountFrozen frozen both
  - | its end | Freeze side=both | Unfreeze side=both | accountUnfrozen open
  - | an end | | Close | accountClosed closed
  - | a card in its place | | Replace newCard=NEWA | cardReplaced
  - | one more card | | LinkCard newCard=NEWA | cardLinked
  - | a registered one | Issue card=NEWA program=bearer | Convert card=NEWA program=member holder=H1 | accountConverted acc_000003
  - | a later end | Load 10 subWallet=gift | ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 | expiryChanged gift:10
  - | money back | Load 5 | CashOut | cashedOut 5
  - | a correction | Load 5 | Adjust -2 subWallet=main | valueAdjusted -2 main:3
  - | a return without a receipt | | UnlinkedRefund 30 | unlinkedRefunded 30 refund:30
  - | a load that the bank takes back | Load 90 tender=bankCard key=l; Redeem 40 | Chargeback originalKey=l | loadChargedBack 50
  - | what nobody claims | Load 90; clock 2029-11-22T00:00:00+08:00 | Escheat version=2 | valueEscheated 90
  - | a load that is taken back | Load 90 key=l; Redeem 40 | Clawback originalKey=l | loadClawedBack 50
  OC-16 | a sale that was paid elsewhere comes back in part | Earn paid=120 currency=CNY key=e | Refund 50 originalKey=e | pointsTakenBack 5 points -5 (12>7) stars:7
  OC-6 | points by hand | | Earn 12 currency=PTS reason=sorry | pointsEarned 12 points 12 (0>12) stars:12, pointsReached cup points 12 (0>12) stars:12
  - | and used | Earn 12 currency=PTS reason=sorry | BurnPoints 5 currency=PTS | pointsBurnt 5 stars:7
  - | and converted | Earn 12 currency=PTS reason=sorry | ConvertPoints 10 currency=PTS | pointsConverted 1 points 0 (12>2) gift:1
  OC-14 | what somebody buys whom the holder brought | Issue card=CARL referrer=ANNA; Load 900 card=CARL | Redeem 240 card=CARL | valueRedeemed acc_000003 240 points 24 (0>24) main:660, referralEarned 12, pointsReached acc_000003 cup points 24 (0>24) main:660, pointsReached cup points 12 (0>12)
  OC-14 | what they get passes a price, and what the other one has does not | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Earn 9 currency=PTS reason=x; Earn 12 currency=PTS reason=x card=CARL | Redeem 20 card=CARL | valueRedeemed acc_000003 20 points 2 (12>14) main:880, referralEarned 1, pointsReached cup points 1 (9>10)
  OC-14 | not once more | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Earn 10 currency=PTS reason=x; Earn 12 currency=PTS reason=x card=CARL | Redeem 20 card=CARL | valueRedeemed acc_000003 20 points 2 (12>14) main:880, referralEarned 1
  OC-14 | what they owe is paid first | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 100 card=CARL key=r; BurnPoints 5 currency=PTS; Refund originalKey=r | Redeem 240 card=CARL | valueRedeemed acc_000003 240 points 24 (0>24) main:660, referralEarned 12, pointsReached acc_000003 cup points 24 (0>24) main:660
  OC-14 | points that did not pass a price, whatever the other one got | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 120 card=CARL | Redeem 40 card=CARL | valueRedeemed acc_000003 40 points 4 (12>16) main:740, referralEarned 2
  OC-14 | and a part of it is returned | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 240 card=CARL key=r | Refund 120 originalKey=r | valueRefunded acc_000003 120 points -12 (24>12) main:780, referralTakenBack 6
  OC-14 | too small a part of it to be told | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 250 card=CARL key=r | Refund 10 originalKey=r | valueRefunded acc_000003 10 points -1 (25>24) main:660
  OC-14 | what was used of it is owed | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 240 card=CARL key=r; BurnPoints 12 currency=PTS | Refund 120 originalKey=r | valueRefunded acc_000003 120 points -12 (24>12) main:780, referralTakenBack 6
  OC-14 | that comes again when the return is undone | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 240 card=CARL key=r; Refund 120 originalKey=r key=f | Reverse originalKey=f | operationReversed acc_000003 120 points 12 (12>24) main:660, referralEarned 6
  OC-14 | goes back with the sale | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 240 card=CARL key=r | Reverse originalKey=r | operationReversed acc_000003 240 points -24 (24>0) main:900, referralTakenBack 12
  OC-14 | comes with a capture | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Hold 90 card=CARL key=h | Capture 80 holdKey=h | holdCaptured acc_000003 80 hold points 8 (0>8) main:820, referralEarned 4
  OC-14 | and is nothing where nothing is earned | Issue card=CARL referrer=ANNA; Load 900 card=CARL | Redeem 10 card=CARL | valueRedeemed acc_000003 10 points 1 (0>1) main:890
  OC-14 | nor where nothing goes back | Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 10 card=CARL key=r | Refund originalKey=r | valueRefunded acc_000003 10 points -1 (1>0) main:900
  OC-11 | a voucher by hand | | GrantVoucher voucher=welcome | voucherGranted 5 welcome coupon:5
  - | its end | GrantVoucher voucher=welcome; clock 2027-01-01T10:00:00+08:00 | Load 10 | lotExpired 5, valueLoaded 10 paid 10 main:10
  - | two reviews of a card type | Load 900; Redeem 400; Redeem 200; clock 2028-01-01T10:00:00+08:00 | Redeem 10 | lotExpired 8 main:300, cardTypeReviewed main:300, cardTypeReviewed gold>silver main:300, cardTypeChanged gold>silver main:300, valueRedeemed 10 points 1 (60>61) main:290
  - | a request | | RequestAuthorization wanted=Load:amy:600 | authorizationRequested Load
  - | a code | | GrantAuthorization operator=max wanted=Load:amy:600 | authorizationGranted Load
  YK-30 | a code instead of a PIN | | RequestOneTimeCode | oneTimeCodeRequested 6 digits
  - | for a stranger | | RequestOneTimeCode card=NONE channel=web | oneTimeCodeRequested
  YK-43 | a fee | Issue 20 card=NEWA program=bearer; clock 2027-11-22T00:00:00+08:00 | Adjust 5 subWallet=main card=NEWA | feeTaken acc_000003 2 main:18, valueAdjusted acc_000003 5 main:23
  OC-7 | value that ends soon | GrantVoucher voucher=welcome | Remind about=expiry lot=lot_000003_910000 | expiryNear 5 coupon:5
  OC-7 | not when it was used | Load 10; GrantVoucher voucher=welcome; Redeem 5 vouchers=lot_000004_910000 | Remind about=expiry lot=lot_000004_910000 |
  OC-7 | a card that nobody uses | Issue 20 card=NEWA program=bearer | Remind about=dormant card=NEWA | dormantNear acc_000003 main:20
  OC-7 | a fee that comes | Issue 20 card=NEWA program=bearer | Remind about=fee card=NEWA | feeNear acc_000003 2 main:20
  OC-7 | not where there is none | Load 20 | Remind about=fee |
  OC-24 | a birthday | | Remind about=anniversary occasion=birthday on=2026-11-21 | anniversary
  YK-49 | numbers for a supplier | | AllotNumbers program=bearer count=5 card=- | numbersAllotted from 0 5
  OC-20 | a change of the network | | ChangeOutlet to={"id":"A1","owner":"hq","name":"Harbour"} version=1 | networkChanged outlet A1 version 2
  - | more quota is asked for | | RequestQuota 500 ofOutlet=A1 | quotaRequested 500 granted 0 left 0
  - | and granted | | GrantQuota 500 ofOutlet=A1 | quotaGranted 500 granted 500 left 500
  YK-44 | a clearing period | | CutOff cycle=monthly through=2026-10-31 card=- outlet=- | clearingPeriodChanged cutOff monthly 2026-10-31
  YK-44 | whose owners are paid | Load 9; Redeem 5 outlet=B1; clock 2026-12-01T10:00:00+08:00; CutOff cycle=monthly through=2026-11-30 card=- outlet=-; ApprovePeriod cycle=monthly through=2026-11-30 operator=fay card=- outlet=-; ApprovePeriod cycle=monthly through=2026-11-30 operator=fin card=- outlet=- | PayPeriod cycle=monthly through=2026-11-30 owner=fr1 card=- outlet=- | clearingPeriodChanged paid monthly 2026-11-30 fr1
  - | a sale is disputed | Load 9; Redeem 5 key=r | Dispute originalKey=r reason=why card=- | clearingDisputed why
  - | and it was right | Load 9; Redeem 5 key=r; Dispute originalKey=r reason=why card=- key=d | RejectDispute originalKey=d reason=looked card=- | disputeRejected looked
  - | a counter-entry | | CorrectClearing 5 owedBy=fr1 owedTo=hq reason=lost card=- | clearingCorrected lost
  YK-20 | a shift is opened | | OpenShift shift=s float=5 operator=amy | shiftOpened s float 5
  YK-20 | and closed, with cash short | OpenShift shift=s float=5 operator=amy; Load 10 shift=s operator=amy | CloseShift shift=s counted=cash:12 | shiftClosed s float 5 cash 15 12 -3
  KT-12 | cash is sent | OpenShift shift=s float=5 operator=amy; Load 10 shift=s operator=amy | Remit 10 shift=s reference=bag | cashRemitted 10 s
  KT-12 | and arrives | OpenShift shift=s float=5 operator=amy; Load 10 shift=s operator=amy; Remit 10 shift=s reference=bag key=r | ReceiveRemittance 9 originalKey=r | remittanceReceived 9 s difference -1
  - | a sweep | | Sweep outlet=- | ledgerSwept
  - | a refusal is not told | Load 9 | Redeem 10 |
`)

describe("events", () => {
  it.each(told.map((cells) => [`${cells[0]} ${cells[1]}`, cells] as const))("%s", (_, cells) => {
    const [, , before = "", asked = "", expected] = cells
    const events = toldOf(before, asked)
    expect(events.map(eventText).join(", ")).toBe(expected)
    for (const event of events)
      expect(decodeEvent(JSON.parse(JSON.stringify(encodeEvent(event))))).toEqual(event)
  })

  it("every kind has a row, but those of PINs, of expiry and of a code that were taken back", () => {
    const shown = new Set(
      told.flatMap(([, , , , text = ""]) => text.split(", ").map((one) => one.split(" ")[0]))
    )
    expect(eventKinds.filter((kind) => !shown.has(kind))).toEqual([
      "pinSet",
      "holderIdentified",
      "pinUnlocked",
      "tryCounted",
      "expiryTakenBack",
      "triesCleared",
      "authorizationRevoked"
    ])
  })

  it("both who buys and who brought them are told that points are enough, each by an id", () => {
    const events = toldOf("Issue card=CARL referrer=ANNA; Load 900 card=CARL", "Redeem 240 card=CARL")
    expect(events.flatMap(({ id, kind }) => (kind === "pointsReached" ? [id] : []))).toEqual([
      "evt_000005_pointsReached",
      "evt_000005_pointsReachedByReferral"
    ])
  })

  it("an event has an id of its own, the same whenever it is asked for, and shows no card number", () => {
    const [before, asked] = ["Load 900", "Redeem 700"]
    const [once, again] = [toldOf(before, asked), toldOf(before, asked)]
    expect(new Set(once.map(({ id }) => id)).size).toBe(4)
    expect(once).toEqual(again)
    expect(once.every((event) => "card" in event && event.card === "**NA")).toBe(true)
  })

  it("a verb of a newer release is not passed over", () => {
    const opened = counter(document)
    const [recorded] = opened.recorded
    if (recorded === undefined) throw new Error("nothing was recorded")
    const operation = { ...recorded.operation, verb: "Teleport" }
    expect(() => eventsOf(networkFrom(document), { operation })).toThrow("op_000001 is a Teleport")
  })
})
