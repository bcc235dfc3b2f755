/** Who owes whom for what: cases that a shop owner can add up, under each kind of terms. */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { clearingUnder } from "../../src/clearing/clear.ts"
import { gather, type Gathered, linesOf } from "../../src/clearing/gather.ts"
import { cutOffPostings, positionsOf, withIssuers } from "../../src/clearing/settle.ts"
import { trialBalance } from "../../src/journal/trialBalance.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { networkOf } from "../../src/network/Network.ts"
import { counter } from "../tables/counter.ts"
import type { Posting } from "../../src/journal/Entry.ts"
import { postingsText } from "../tables/notation.ts"
import { member, shop } from "../tables/shop.ts"
import { rows } from "../tables/table.ts"

const points = {
  asset: { code: "PTS", exponent: 0 },
  subWallet: { id: "points", priority: 1, funding: "promotional" },
  earn: [{ per: 10, points: 1 }],
  conversion: { points: 2, amount: 1, subWallet: "gift" }
}

/** Head office with A1, the franchises fr1 with B1 and fr2 with C1 and C2, and a merchant. */
const chain = (clearing: object, changes: object = {}) =>
  shop(changes, {
    owners: [
      { id: "hq", kind: "headOffice" },
      { id: "fr1", kind: "franchise" },
      { id: "fr2", kind: "franchise" },
      { id: "mall", kind: "merchant" }
    ],
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "A2", owner: "hq" },
      { id: "B1", owner: "fr1" },
      { id: "B2", owner: "fr1", shifts: "counted" },
      { id: "B3", owner: "fr1", restricted: "points" },
      { id: "C1", owner: "fr2" },
      { id: "C2", owner: "fr2" },
      { id: "M1", owner: "mall" }
    ],
    clearing
  })

const kept = { collections: [{ id: "own", by: "loader" }] }
const terms: Readonly<Record<string, object>> = {
  none: {},
  kept,
  gains: { collections: [{ id: "own", by: "loader", breakage: "loader" }] },
  direct: { collections: [{ id: "bank", by: "issuer", paidToIssuer: ["transfer"] }] },
  directCards: {
    collections: [{ id: "bank", by: "issuer", paidToIssuer: ["transfer"], programs: ["bearer"] }]
  },
  keptDirect: { collections: [{ id: "bank", by: "loader", paidToIssuer: ["transfer"] }] },
  paid: {
    collections: [
      { id: "load", by: "issuer", commission: 150, loaders: ["fr1"] },
      { id: "others", by: "issuer", commission: 300 }
    ]
  },
  fees: { collections: [{ id: "own", by: "loader", breakage: "loader" }] },
  keptOfCards: { collections: [{ id: "own", by: "loader", programs: ["bearer"] }] },
  keptOfMembers: { collections: [{ id: "own", by: "loader", programs: ["member"] }] },
  same: { collections: [{ id: "own", by: "loader" }], agreements: [{ id: "own", commission: 100 }] },
  mall: {
    agreements: [
      { id: "room", acceptors: ["mall"], categories: ["room"], commission: 1000 },
      { id: "other", acceptors: ["mall"], commission: 250 }
    ]
  },
  pointed: { agreements: [{ id: "stars", acceptors: ["fr1"], points: "acceptor" }] },
  pointedAll: { agreements: [{ id: "stars", points: "acceptor" }] },
  pointedLater: {
    agreements: [{ id: "stars", acceptors: ["fr1"], points: "acceptor", from: "2026-12-01" }]
  },
  shared: { agreements: [{ id: "gifts", promotional: { acceptor: 30, loader: 20 } }] },
  dearer: {
    collections: [
      { id: "new", by: "issuer", commission: 300, paidToIssuer: ["transfer"], from: "2026-12-01" },
      { id: "old", by: "issuer", commission: 100 }
    ]
  },
  later: {
    collections: [
      { id: "new", by: "loader", from: "2026-12-01" },
      { id: "old", by: "issuer" }
    ],
    agreements: [
      { id: "dear", commission: 500, from: "2026-12-01" },
      { id: "cheap", commission: 100 }
    ]
  }
}

const program = {
  points,
  subWallets: [
    ...member.subWallets,
    { id: "coupon", priority: 1, funding: "promotional", vouchers: { use: "single" } }
  ],
  vouchers: [{ id: "big", subWallet: "coupon", amount: 5, when: { spend: 2000 } }]
}

/** Terms of the program beside those of clearing: fees of dormant cards, or another issuer than head office. */
const programs: Readonly<Record<string, object>> = {
  fees: { dormancy: { after: { months: 12 }, fee: { amount: 2, every: "year" } } },
  theirs: { issuer: "fr1" },
  later: { reversal: { days: 60 } },
  dearer: { reversal: { days: 60 } }
}

/** What a story comes to: its lines without nothing, what each owner is due, and the books after it is cut off. */
const cleared = (name: string, story: string) => {
  const document = chain(terms[name] ?? {}, { ...program, ...programs[name] })
  const till = counter(document)
  till.tell(story)
  till.settle()
  till.audit()
  const network = networkOf(Result.getOrThrow(readConfiguration(document)))
  const clear = clearingUnder(network)
  const gathered: Gathered = new Map()
  for (const { operation } of till.recorded)
    clear(operation, (topic, base, due) => gather(gathered, topic, base, due))
  const lines = linesOf(gathered, network.configuration.clearing)
  const positions = positionsOf(lines)
  const postings = [
    ...till.recorded.flatMap(({ operation }) => operation.entry.postings),
    ...cutOffPostings(lines)
  ]
  return { lines, positions, postings }
}

const linesText = ({ lines }: ReturnType<typeof cleared>): string =>
  lines
    .filter(({ due }) => due !== 0n)
    .map(({ asset, due, funding, kind, other, owner, tender }) =>
      [owner, kind, other && `${other}'s`, funding, tender, asset === "CNY" ? undefined : asset, due]
        .filter((part) => part !== undefined)
        .join(" ")
    )
    .join(", ") || "nothing"

const positionsText = ({ positions }: ReturnType<typeof cleared>): string =>
  withIssuers(positions)
    .map(({ asset, due, owner }) => `${owner} ${due}${asset === "CNY" ? "" : ` ${asset}`}`)
    .join(", ") || "nothing"

const tables: ReadonlyArray<readonly [title: string, table: string]> = [
  [
    "the issuer collects and pays all",
    `
  none | a load at a franchise is owed | Load 100 outlet=B1 | fr1 load cash -100 | fr1 -100, hq 100
  none | one at head office's own outlet is nobody's debt | Load 100 outlet=A1 | nothing | nothing
  none | a sale is paid | Load 100 outlet=A1; Redeem 60 outlet=B1 | fr1 acceptance hq's paid 60 | fr1 60, hq -60
  none | loaded here, spent there | Load 100 outlet=B1; Redeem 60 outlet=C1 | fr1 load cash -100, fr2 acceptance fr1's paid 60 | fr1 -100, fr2 60, hq 40
  none | spent where it was loaded | Load 100 outlet=B1; Redeem 60 outlet=B1 | fr1 acceptance fr1's paid 60, fr1 load cash -100 | fr1 -40, hq 40
  none | a refund takes back | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Refund 20 originalKey=r outlet=B1 | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -20 | fr1 40, hq -40
  49 | a refund elsewhere: the goods are there | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Refund originalKey=r outlet=C1 | fr1 acceptance hq's paid 60, fr2 acceptance hq's paid -60 | fr1 60, fr2 -60, hq 0
  none | a reversal leaves nothing | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Reverse originalKey=r outlet=B1 | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -60 | nothing
  none | of a load as well | Load 100 outlet=B1 key=l; Reverse originalKey=l outlet=B1 | fr1 load cash -100, fr1 load cash 100 | nothing
  none | what is cashed out is paid back | Load 100 outlet=A1; CashOut outlet=B1 tender=cash | fr1 payout cash 100 | fr1 100, hq -100
  none | by tender | Load 100 outlet=B1; Load 50 outlet=B1 tender=bankCard | fr1 load bankCard -50, fr1 load cash -100 | fr1 -150, hq 150
  none | a hold is nothing yet | Load 100 outlet=A1; Hold 60 outlet=B1 key=h | nothing | nothing
  none | its capture is | Load 100 outlet=A1; Hold 60 outlet=B1 key=h; Capture 50 outlet=B1 holdKey=h | fr1 acceptance hq's paid 50 | fr1 50, hq -50
  none | promotional value is borne by the issuer | Load 100 outlet=A1 offer=100+30; Redeem 60 outlet=B1 | fr1 acceptance hq's promotional 30, fr1 acceptance hq's paid 30 | fr1 60, hq -60
  none | a voucher that a sale grants is the issuer's matter | Load 3000 outlet=A1; Redeem 2000 outlet=B1 | fr1 acceptance hq's paid 2000 | fr1 2000, hq -2000
  none | what was loaded at two places is told apart | Load 50 outlet=A1; Load 50 outlet=C1; Redeem 100 outlet=B1 | fr1 acceptance fr2's paid 50, fr1 acceptance hq's paid 50, fr2 load cash -50 | fr1 100, fr2 -50, hq -50
  none | a refund that pays what the holder owes is taken back as well | Load 100 outlet=A1 key=l; Redeem 60 outlet=B1 key=r; Clawback originalKey=l outlet=A1 reason=bounced; Refund originalKey=r outlet=B1 | fr1 acceptance hq's paid -60, fr1 acceptance hq's paid 60 | nothing
  none | points that a sale earns are the issuer's matter | Load 100 outlet=A1; Redeem 60 outlet=B1 | fr1 acceptance hq's paid 60 | fr1 60, hq -60
  none | points that are burnt are paid in points | Load 100 outlet=A1; Redeem 60 outlet=A1; BurnPoints 4 currency=PTS outlet=B1 | fr1 acceptance hq's promotional PTS 4 | fr1 4 PTS, hq -4 PTS
  none | a value that moves between cards is nobody's debt | Load 100 outlet=B1; Transfer 40 from=ANNA to=BELA outlet=B1; Redeem 40 card=BELA outlet=C1 | fr1 load cash -100, fr2 acceptance fr1's paid 40 | fr1 -100, fr2 40, hq 60
  none | what expires stays with the issuer | Load 100 outlet=B1; clock 2031-12-01T10:00:00+08:00 | fr1 load cash -100 | fr1 -100, hq 100
  none | a load whose payment never came | Load 100 outlet=B1 key=l; Clawback originalKey=l outlet=B1 reason=bounced | fr1 load cash -100, fr1 load cash 100 | nothing
  none | as far as it was spent, the issuer waits for the holder | Load 100 outlet=B1 key=l; Redeem 60 outlet=C1; Clawback originalKey=l outlet=B1 reason=bounced | fr1 load cash -100, fr1 load cash 100, fr2 acceptance fr1's paid 60 | fr2 60, hq -60
  none | a sale reported afterwards is due in full | Load 45 outlet=A1; Advice 60 outlet=B1 | fr1 acceptance 15, fr1 acceptance hq's paid 45 | fr1 60, hq -60
  none | also where nothing paid it | Advice 60 outlet=B1 | fr1 acceptance 60 | fr1 60, hq -60
  none | what is returned of it is not | Load 45 outlet=A1; Advice 60 outlet=B1 key=a; Refund 20 originalKey=a outlet=B1 | fr1 acceptance 15, fr1 acceptance -15, fr1 acceptance hq's paid 45, fr1 acceptance hq's paid -5 | fr1 40, hq -40
  none | nor what is reversed | Advice 60 outlet=B1 key=a; Reverse originalKey=a outlet=B1 | fr1 acceptance 60, fr1 acceptance -60 | nothing
  none | nor what is reversed in part | Advice 60 outlet=B1 key=a; Reverse 20 originalKey=a outlet=B1 | fr1 acceptance 60, fr1 acceptance -20 | fr1 40, hq -40
  none | who loads where the debt is paid owes the whole load | Advice 60 outlet=B1; Load 100 outlet=C1 | fr1 acceptance 60, fr2 load cash -100 | fr1 60, fr2 -100, hq 40
  none | also where it becomes no value | Advice 60 outlet=B1; Load 50 outlet=C1 | fr1 acceptance 60, fr2 load cash -50 | fr1 60, fr2 -50, hq -10
  none | a return after it was paid is without a loader as well | Advice 60 outlet=B1 key=a; Load 60 outlet=A1; Refund originalKey=a outlet=B1 | fr1 acceptance 60, fr1 acceptance -60 | nothing
  none | taken back by the bank | Advice 60 outlet=B1; Load 50 outlet=C1 tender=bankCard key=l; Chargeback originalKey=l outlet=C1 | fr1 acceptance 60, fr2 load bankCard -50, fr2 load bankCard 50 | fr1 60, hq -60
  theirs | what a load pays is due to whose issuer paid in advance | Advice 60 outlet=A1; Load 50 outlet=C1 | fr2 load cash -50, hq acceptance 60 | fr1 -10, fr2 -50, hq 60
  none | all of it was spent | Load 100 outlet=B1 key=l; Redeem 100 outlet=C1; Clawback originalKey=l outlet=B1 reason=bounced | fr1 load cash -100, fr1 load cash 100, fr2 acceptance fr1's paid 100 | fr2 100, hq -100
  theirs | a franchise's own card at its own outlets is nobody's debt | Load 100 outlet=B1; Redeem 60 outlet=B1 | nothing | nothing
  theirs | head office accepts it like anybody else | Load 100 outlet=B1; Redeem 60 outlet=A1 | hq acceptance fr1's paid 60 | fr1 -60, hq 60
  theirs | and owes the franchise what it loads | Load 100 outlet=A1; Redeem 60 outlet=C1 | fr2 acceptance hq's paid 60, hq load cash -100 | fr1 40, fr2 60, hq -100
  none | a load that a bank took back | Load 100 outlet=B1 tender=bankCard key=l; Chargeback originalKey=l outlet=B1 | fr1 load bankCard -100, fr1 load bankCard 100 | nothing
  none | cash that is sent to head office is owed no more | OpenShift shift=s outlet=B2 operator=op1 float=0; Load 100 outlet=B2 shift=s operator=op1; Remit 80 shift=s outlet=B2 operator=op1 reference=bag key=b; ReceiveRemittance 80 originalKey=b | fr1 load cash -100, fr1 payout cash 80 | fr1 -20, hq 20
  none | nor what of it did not arrive | OpenShift shift=s outlet=B2 operator=op1 float=0; Load 100 outlet=B2 shift=s operator=op1; Remit 80 shift=s outlet=B2 operator=op1 reference=bag key=b; ReceiveRemittance 70 originalKey=b | fr1 load cash -100, fr1 payout cash -10, fr1 payout cash 80 | fr1 -30, hq 30
  direct | tender that reaches the issuer is not owed | Load 100 outlet=B1 tender=transfer; Load 50 outlet=B1 | fr1 load cash -50 | fr1 -50, hq 50`
  ],
  [
    "OC-9 whoever gives points bears them, by agreement",
    `
  pointed | those of a sale | Load 100 outlet=A1; Redeem 60 outlet=B1 | fr1 acceptance hq's paid 60, fr1 points PTS -6 | fr1 60, hq -60, fr1 -6 PTS, hq 6 PTS
  pointed | those that are given by hand | Earn 5 currency=PTS outlet=B1 reason=sorry | fr1 points PTS -5 | fr1 -5 PTS, hq 5 PTS
  pointed | less what a refund takes back | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Refund 30 originalKey=r outlet=B1 | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -30, fr1 points PTS -6, fr1 points PTS 3 | fr1 30, hq -30, fr1 -3 PTS, hq 3 PTS
  pointed | or a reversal | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Reverse originalKey=r outlet=B1 | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -60, fr1 points PTS -6, fr1 points PTS 6 | nothing
  pointed | also of what was given by hand | Earn 5 currency=PTS outlet=B1 reason=sorry key=e; Reverse originalKey=e outlet=B1 | fr1 points PTS -5, fr1 points PTS 5 | nothing
  pointed | whoever takes them back again, if it is nobody in particular | Earn 5 currency=PTS outlet=B1 reason=sorry key=e; Reverse originalKey=e outlet=- | fr1 points PTS -5, fr1 points PTS 5 | nothing
  pointed | those of a sale that was paid elsewhere | Earn paid=100 currency=CNY outlet=B1 key=e; Refund 40 originalKey=e outlet=B1 | fr1 points PTS -10, fr1 points PTS 4 | fr1 -6 PTS, hq 6 PTS
  pointed | also when it comes back to another owner | Earn paid=100 currency=CNY outlet=B1 key=e; Refund 40 originalKey=e outlet=A1 | fr1 points PTS -10, fr1 points PTS 4 | fr1 -6 PTS, hq 6 PTS
  pointed | also when nobody in particular undoes the sale | Earn paid=100 currency=CNY outlet=B1 key=e; Reverse originalKey=e outlet=- | fr1 points PTS -10, fr1 points PTS 10 | nothing
  pointed | or what came back of it | Earn paid=100 currency=CNY outlet=B1 key=e; Refund 40 originalKey=e outlet=B1 key=f; Reverse originalKey=f outlet=- | fr1 points PTS -10, fr1 points PTS 4, fr1 points PTS -4 | fr1 -10 PTS, hq 10 PTS
  pointed | or the other owner to whom it came back | Earn paid=100 currency=CNY outlet=B1 key=e; Refund 40 originalKey=e outlet=A1 key=f; Reverse originalKey=f outlet=A1 | fr1 points PTS -10, fr1 points PTS 4, fr1 points PTS -4 | fr1 -10 PTS, hq 10 PTS
  pointed | a reversed refund gives them again | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Refund originalKey=r outlet=B1 key=f; Reverse originalKey=f outlet=B1 | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -60, fr1 acceptance hq's paid 60, fr1 points PTS -6, fr1 points PTS 6, fr1 points PTS -6 | fr1 60, hq -60, fr1 -6 PTS, hq 6 PTS
  pointed | points of a sale that comes back elsewhere go back to whoever bore them | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Refund originalKey=r outlet=C1 | fr1 acceptance hq's paid 60, fr2 acceptance hq's paid -60, fr1 points PTS -6, fr1 points PTS 6 | fr1 60, fr2 -60, hq 0
  pointed | and to nobody who did not | Load 100 outlet=A1; Redeem 60 outlet=A1 key=r; Refund originalKey=r outlet=B1 | fr1 acceptance hq's paid -60 | fr1 -60, hq 60
  pointed | nor from them, when such a refund is reversed | Load 100 outlet=A1; Redeem 60 outlet=A1 key=r; Refund originalKey=r outlet=B1 key=f; Reverse originalKey=f outlet=B1 | fr1 acceptance hq's paid -60, fr1 acceptance hq's paid 60 | nothing
  pointedLater | those of a sale before the agreement are nobody's when they come back | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; clock 2026-12-02T10:00:00+08:00; Refund originalKey=r outlet=B1 | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -60 | nothing
  pointedLater | those of a sale after it are | clock 2026-12-02T10:00:00+08:00; Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Refund originalKey=r outlet=B1 | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -60, fr1 points PTS -6, fr1 points PTS 6 | nothing
  pointed | those out of a stock are paid for already | GrantQuota 4 currency=PTS ofOutlet=B3; Load 100 outlet=A1; Redeem 60 outlet=B3 | fr1 acceptance hq's paid 60 | fr1 60, hq -60
  pointed | points that are burnt or turned into value are none that are given | Load 100 outlet=A1; Redeem 60 outlet=A1; BurnPoints 2 currency=PTS outlet=B1; ConvertPoints 4 currency=PTS outlet=B1 | fr1 acceptance hq's promotional PTS 2 | fr1 2 PTS, hq -2 PTS
  pointed | a voucher that is given beside is value of the issuer, and no point | Load 3000 outlet=A1; Redeem 2000 outlet=B1 | fr1 acceptance hq's paid 2000, fr1 points PTS -200 | fr1 2000, hq -2000, fr1 -200 PTS, hq 200 PTS
  pointedAll | nor where an agreement is everybody's | Load 100 outlet=A1; Redeem 60 outlet=A1 | nothing | nothing
  pointedAll | a sale that nobody in particular takes back gives the points to whoever sold | Load 100 outlet=A1; Redeem 60 outlet=B1 key=r; Reverse originalKey=r outlet=- | fr1 acceptance hq's paid 60, fr1 acceptance hq's paid -60, fr1 points PTS -6, fr1 points PTS 6 | nothing
  pointed | no agreement, no debt | Load 100 outlet=A1; Redeem 60 outlet=C1 | fr2 acceptance hq's paid 60 | fr2 60, hq -60
  pointed | head office owes itself nothing | Load 100 outlet=A1; Redeem 60 outlet=A1 | nothing | nothing`
  ],
  [
    "whoever loads keeps the money until the value is spent",
    `
  kept | a load is nobody's debt | Load 100 outlet=B1 | fr1 funds paid 100, fr1 load cash -100 | nothing
  kept | spent elsewhere it is | Load 100 outlet=B1; Redeem 60 outlet=C1 | fr1 funds fr2's paid -60, fr1 funds paid 100, fr1 load cash -100, fr2 acceptance fr1's paid 60 | fr1 -60, fr2 60, hq 0
  kept | what pays a debt is not kept | Advice 60 outlet=A1; Load 100 outlet=B1 | fr1 funds paid 40, fr1 load cash -100 | fr1 -60, hq 60
  kept | spent at home it is not | Load 100 outlet=B1; Redeem 60 outlet=B1 | fr1 acceptance fr1's paid 60, fr1 funds paid 100, fr1 funds paid -60, fr1 load cash -100 | nothing
  kept | between outlets of one owner neither | Load 100 outlet=C1; Redeem 60 outlet=C2 | fr2 acceptance fr2's paid 60, fr2 funds paid 100, fr2 funds paid -60, fr2 load cash -100 | nothing
  kept | head office's own loads | Load 100 outlet=A1; Redeem 60 outlet=C1 | fr2 acceptance hq's paid 60 | fr2 60, hq -60
  kept | at head office's outlet | Load 100 outlet=B1; Redeem 60 outlet=A1 | fr1 funds hq's paid -60, fr1 funds paid 100, fr1 load cash -100 | fr1 -60, hq 60
  kept | a refund where it was spent | Load 100 outlet=B1; Redeem 60 outlet=C1 key=r; Refund originalKey=r outlet=C1 | fr1 funds fr2's paid -60, fr1 funds fr2's paid 60, fr1 funds paid 100, fr1 load cash -100, fr2 acceptance fr1's paid 60, fr2 acceptance fr1's paid -60 | nothing
  kept | paid out elsewhere | Load 100 outlet=B1; CashOut outlet=C1 tender=cash | fr1 funds fr2's paid -100, fr1 funds paid 100, fr1 load cash -100, fr2 payout cash 100 | fr1 -100, fr2 100, hq 0
  kept | what expires is the issuer's | Load 100 outlet=B1; clock 2031-12-01T10:00:00+08:00 | fr1 funds paid -100, fr1 funds paid 100, fr1 load cash -100 | fr1 -100, hq 100
  gains | or the loader's | Load 100 outlet=B1; clock 2031-12-01T10:00:00+08:00 | fr1 breakage paid 100, fr1 funds paid -100, fr1 funds paid 100, fr1 load cash -100 | nothing
  gains | what did not end after all is no gain | Load 100 outlet=B1; clock 2031-12-01T10:00:00+08:00; Load 1 outlet=A1; ChangeExpiry lot=lot_000003_0 expiresAt=2033-01-01T00:00:00+08:00 outlet=A1 | fr1 breakage paid 100, fr1 breakage hq's paid -100, fr1 funds hq's paid 100, fr1 funds paid -100, fr1 funds paid 100, fr1 load cash -100 | nothing
  gains | and is one again when that was a mistake | Load 100 outlet=B1; clock 2031-12-01T10:00:00+08:00; Load 1 outlet=A1; ChangeExpiry lot=lot_000003_0 expiresAt=2033-01-01T00:00:00+08:00 outlet=A1 key=x; Reverse originalKey=x outlet=A1 | fr1 breakage paid 100, fr1 breakage hq's paid -100, fr1 funds hq's paid 100, fr1 funds paid -100, fr1 funds paid 100, fr1 load cash -100, fr1 breakage hq's paid 100, fr1 funds hq's paid -100 | nothing
  fees | fees too | Load 100 outlet=B1; clock 2027-11-22T10:00:00+08:00 | fr1 breakage paid 2, fr1 funds paid -2, fr1 funds paid 100, fr1 load cash -100 | nothing
  same | of funds no commission is due, whatever terms are called | Load 100 outlet=B1 | fr1 funds paid 100, fr1 load cash -100 | nothing
  kept | the promotion is the issuer's | Load 100 outlet=B1 offer=100+30; Redeem 60 outlet=C1 | fr1 funds fr2's paid -30, fr1 funds paid 100, fr1 load cash -100, fr2 acceptance fr1's promotional 30, fr2 acceptance fr1's paid 30 | fr1 -30, fr2 60, hq -30
  kept | a load whose payment never came | Load 100 outlet=B1 key=l; Clawback originalKey=l outlet=B1 reason=bounced | fr1 funds paid -100, fr1 funds paid 100, fr1 load cash -100, fr1 load cash 100 | nothing
  kept | as far as it was spent | Load 100 outlet=B1 key=l; Redeem 60 outlet=C1; Clawback originalKey=l outlet=B1 reason=bounced | fr1 funds fr2's paid -60, fr1 funds paid -40, fr1 funds paid 100, fr1 load cash -100, fr1 load cash 100, fr2 acceptance fr1's paid 60 | fr2 60, hq -60
  kept | what nobody has paid for, the issuer advances | Load 45 outlet=B1; Advice 60 outlet=C1 | fr1 funds fr2's paid -45, fr1 funds paid 45, fr1 load cash -45, fr2 acceptance 15, fr2 acceptance fr1's paid 45 | fr1 -45, fr2 60, hq -15
  kept | a load that a bank took back | Load 100 outlet=B1 tender=bankCard key=l; Chargeback originalKey=l outlet=B1 | fr1 funds paid -100, fr1 funds paid 100, fr1 load bankCard -100, fr1 load bankCard 100 | nothing
  keptOfCards | what goes over to a program that the issuer collects for is owed to it | Issue 100 card=CARL program=bearer outlet=B1; Transfer 40 from=CARL to=ANNA outlet=C1; Redeem 40 outlet=C1 | fr1 funds paid 100, fr1 funds fr2's paid -40, fr1 load cash -100, fr2 acceptance fr1's paid 40 | fr1 -40, fr2 40, hq 0
  keptOfCards | with the card as well | Issue 100 card=CARL program=bearer outlet=B1; Convert card=CARL program=member holder=h1 outlet=B1; Redeem 100 card=CARL outlet=B1 | fr1 acceptance fr1's paid 100, fr1 funds paid 100, fr1 funds paid -100, fr1 load cash -100 | nothing
  keptOfCards | and kept again when it comes back | Issue 100 card=CARL program=bearer outlet=B1; Transfer 40 from=CARL to=ANNA outlet=B1 key=t; Reverse originalKey=t outlet=B1 | fr1 funds paid 100, fr1 funds paid -40, fr1 funds paid 40, fr1 load cash -100 | nothing
  keptOfMembers | what goes over to one that its loader keeps for is left with it | Issue 100 card=CARL program=bearer outlet=B1; Transfer 40 from=CARL to=ANNA outlet=B1; Redeem 40 outlet=C1 | fr1 funds paid 40, fr1 funds fr2's paid -40, fr1 load cash -100, fr2 acceptance fr1's paid 40 | fr1 -100, fr2 40, hq 60
  keptDirect | what reached the issuer is passed on | Load 100 outlet=B1 tender=transfer | fr1 funds paid 100 | fr1 100, hq -100
  later | from its day on | Load 100 outlet=B1; clock 2026-12-01T10:00:00+08:00; Load 50 outlet=B1 | fr1 funds paid 50, fr1 load cash -50, fr1 load cash -100 | fr1 -100, hq 100
  later | value stays under the terms of its load | Load 100 outlet=B1; clock 2026-12-01T10:00:00+08:00; Redeem 100 outlet=B1 | fr1 acceptance fr1's paid 100, fr1 commission fr1's -5, fr1 load cash -100 | fr1 -5, hq 5`
  ],
  [
    "commissions and promotions by agreement",
    `
  paid | loads are worth 1.5 percent | Load 1000 outlet=B1; Load 67 outlet=B1 | fr1 commission 16, fr1 load cash -1067 | fr1 -1051, hq 1051
  paid | each by its own terms | Load 1000 outlet=B1; Load 1000 outlet=C1 | fr1 commission 15, fr1 load cash -1000, fr2 commission 30, fr2 load cash -1000 | fr1 -985, fr2 -970, hq 1955
  paid | not what is taken back | Load 1000 outlet=B1 key=l; Load 500 outlet=B1; Reverse originalKey=l outlet=B1 | fr1 commission 8, fr1 load cash -1500, fr1 load cash 1000 | fr1 -492, hq 492
  paid | nor cash paid out | Load 1000 outlet=A1; CashOut outlet=B1 tender=cash | fr1 payout cash 1000 | fr1 1000, hq -1000
  dearer | a load that a bank takes back is cleared by its own day | Load 1000 outlet=B1 tender=bankCard key=l; clock 2026-12-02T10:00:00+08:00; Chargeback originalKey=l outlet=B1 | fr1 load bankCard -1000, fr1 load bankCard 1000 | nothing
  dearer | also where nothing is left of it, and in part | Load 1000 outlet=B1 tender=bankCard key=l; Redeem 1000 outlet=A1; clock 2026-12-02T10:00:00+08:00; Chargeback 400 originalKey=l outlet=B1 | fr1 commission 6, fr1 load bankCard -1000, fr1 load bankCard 400 | fr1 -594, hq 594
  directCards | and where its card has come to be of another program | Issue card=CARL program=bearer outlet=B1 amount=1000 tender=transfer key=l; Convert card=CARL program=member holder=h1 outlet=B1; Chargeback originalKey=l outlet=B1 | nothing | nothing
  direct | what reached the issuer is the issuer's to give back, also when it was spent | Load 100 outlet=B1 tender=transfer key=l; Redeem 100 outlet=A1; Chargeback originalKey=l outlet=B1 | nothing | nothing
  dearer | so is one whose payment never came, wherever the tender goes by then | Load 1000 outlet=B1 tender=transfer key=l; clock 2026-12-02T10:00:00+08:00; Clawback originalKey=l outlet=B1 reason=bounced | fr1 load transfer -1000, fr1 load transfer 1000 | nothing
  dearer | and one that is reversed | Load 1000 outlet=B1 tender=transfer key=l; clock 2026-12-02T10:00:00+08:00; Reverse originalKey=l outlet=B1 | fr1 load transfer -1000, fr1 load transfer 1000 | nothing
  dearer | and a pay-out | Load 1000 outlet=A1; CashOut outlet=B1 tender=transfer key=o; clock 2026-12-02T10:00:00+08:00; Reverse originalKey=o outlet=B1 | fr1 payout transfer 1000, fr1 payout transfer -1000 | nothing
  mall | an acceptor pays 2.5 percent | Load 1000 outlet=A1; Redeem 500 outlet=M1 | mall acceptance hq's paid 500, mall commission hq's -12 | hq -488, mall 488
  mall | by category | Load 1000 outlet=A1; Redeem 500 outlet=M1 lines=room:300,food:200 | mall acceptance hq's paid 200, mall acceptance hq's paid 300, mall commission hq's -5, mall commission hq's -30 | hq -465, mall 465
  mall | once for the whole period, halves to the even unit | Load 1000 outlet=A1; Redeem 20 outlet=M1; Redeem 20 outlet=M1; Redeem 20 outlet=M1 | mall acceptance hq's paid 60, mall commission hq's -2 | hq -58, mall 58
  mall | and back with a refund | Load 1000 outlet=A1; Redeem 500 outlet=M1 key=r; Refund originalKey=r outlet=M1 | mall acceptance hq's paid 500, mall acceptance hq's paid -500 | nothing
  mall | others pay none | Load 1000 outlet=A1; Redeem 500 outlet=B1 | fr1 acceptance hq's paid 500 | fr1 500, hq -500
  shared | who bears a promotion | Load 100 outlet=B1 offer=100+30; Redeem 30 outlet=C1 | fr1 load cash -100, fr1 promotion fr2's promotional -6, fr2 acceptance fr1's promotional 30, fr2 promotion fr1's promotional -9 | fr1 -106, fr2 21, hq 85
  shared | not of paid value | Load 100 outlet=B1; Redeem 30 outlet=C1 | fr1 load cash -100, fr2 acceptance fr1's paid 30 | fr1 -100, fr2 30, hq 70
  shared | what head office loaded it bears itself | Load 100 outlet=A1 offer=100+30; Redeem 30 outlet=C1 | fr2 acceptance hq's promotional 30, fr2 promotion hq's promotional -9 | fr2 21, hq -21
  later | an agreement counts from its day on | Load 100 outlet=A1; Redeem 100 outlet=B1; Load 100 outlet=A1; clock 2026-12-01T10:00:00+08:00; Redeem 100 outlet=B1 | fr1 acceptance hq's paid 100, fr1 acceptance hq's paid 100, fr1 commission hq's -1, fr1 commission hq's -5 | fr1 194, hq -194
  later | and a refund by the day of its sale | Load 100 outlet=A1; Redeem 100 outlet=B1 key=r; clock 2026-12-01T10:00:00+08:00; Refund originalKey=r outlet=B1 | fr1 acceptance hq's paid 100, fr1 acceptance hq's paid -100 | nothing
  later | a part of it as well | Load 100 outlet=A1; Redeem 100 outlet=B1 key=r; clock 2026-12-01T10:00:00+08:00; Refund 60 originalKey=r outlet=B1 | fr1 acceptance hq's paid 100, fr1 acceptance hq's paid -60 | fr1 40, hq -40
  later | and what reverses either, later still | Load 100 outlet=A1; Redeem 100 outlet=B1 key=r; clock 2026-12-01T10:00:00+08:00; Refund originalKey=r outlet=B1 key=f; clock 2026-12-02T10:00:00+08:00; Reverse originalKey=f outlet=B1 | fr1 acceptance hq's paid 100, fr1 acceptance hq's paid -100, fr1 acceptance hq's paid 100, fr1 commission hq's -1 | fr1 99, hq -99
  later | in part or whole | Load 200 outlet=A1; Redeem 100 outlet=B1 key=r; Redeem 100 outlet=B1 key=s; clock 2026-12-01T10:00:00+08:00; Reverse 60 originalKey=r outlet=B1; Reverse originalKey=s outlet=B1 | fr1 acceptance hq's paid 200, fr1 acceptance hq's paid -160 | fr1 40, hq -40
  mall | what is returned elsewhere by the terms of where it was sold | Load 1000 outlet=A1; Redeem 500 outlet=M1 key=r; Refund 240 originalKey=r outlet=B1 | fr1 acceptance hq's paid -240, fr1 commission hq's 6, mall acceptance hq's paid 500, mall commission hq's -12 | fr1 -234, hq -254, mall 488
  mall | and reversed there | Load 1000 outlet=A1; Redeem 500 outlet=M1 key=r; Refund 240 originalKey=r outlet=B1 key=f; Reverse originalKey=f outlet=B1 | fr1 acceptance hq's paid -240, fr1 acceptance hq's paid 240, mall acceptance hq's paid 500, mall commission hq's -12 | hq -488, mall 488`
  ],
  [
    "corrections",
    `
  none | between two owners | CorrectClearing 25 owedBy=fr1 owedTo=fr2 reason=x card=- | fr1 correction -25, fr2 correction 25 | fr1 -25, fr2 25, hq 0
  none | with head office | CorrectClearing 25 owedBy=hq owedTo=fr2 reason=x card=- | fr2 correction 25 | fr2 25, hq -25`
  ]
]

describe.each(tables)("%s", (_, table) => {
  const cases = rows(table).map((cells) => [`${cells[0]}: ${cells[1]}`, cells] as const)
  it.each(cases)("%s", (_, [name = "", , story = "", lines, positions]) => {
    const found = cleared(/^\d/.test(name) ? "none" : name, story)
    const inOrder = (text: string) => text.split(", ").sort().join(", ")
    expect(inOrder(linesText(found))).toBe(inOrder(lines ?? ""))
    expect(positionsText(found)).toBe(positions)
    for (const asset of ["CNY", "PTS"])
      expect(
        sum(
          withIssuers(found.positions)
            .filter((one) => one.asset === asset)
            .map(({ due }) => due)
        )
      ).toBe(0n)
    const books = trialBalance(found.postings)
    expect(sum(books.map(({ amount }) => amount))).toBe(0n)
    const issuer = name === "theirs" ? "fr1" : "hq"
    for (const { account, amount, asset } of books) {
      if (account.owner === undefined || account.owner === issuer || amount === 0n) continue
      expect(["ownerSettlement", "fundsHeld"]).toContain(account.kind)
      if (account.kind !== "ownerSettlement") continue
      const position = found.positions.find((one) => one.owner === account.owner && one.asset === asset)
      expect(-amount).toBe(position?.due)
    }
  })
})

const sum = (amounts: ReadonlyArray<bigint>): bigint => amounts.reduce((total, amount) => total + amount, 0n)

describe("the books when a period is cut off", () => {
  const books = (name: string, story: string) =>
    postingsText(
      trialBalance(cleared(name, story).postings).flatMap(({ account, amount, asset }) =>
        amount === 0n || account.kind === "liability" || asset !== "CNY"
          ? []
          : [{ account: account as never, asset, amount }]
      )
    )
  it.each([
    [
      "none",
      "Load 100 outlet=B1; Redeem 60 outlet=C1",
      "Dr ownerSettlement/fr1 100, Cr ownerSettlement/fr2 60"
    ],
    [
      "kept",
      "Load 100 outlet=B1; Redeem 60 outlet=C1",
      "Dr fundsHeld/fr1 40, Dr ownerSettlement/fr1 60, Cr ownerSettlement/fr2 60"
    ],
    [
      "mall",
      "Load 1000 outlet=A1; Redeem 500 outlet=M1",
      "Dr cashClearing/hq/cash 1000, Cr commissionIncome 12, Cr ownerSettlement/mall 488"
    ],
    ["direct", "Load 100 outlet=B1 tender=transfer", "Dr bank 100"],
    ["fees", "Load 100 outlet=B1; clock 2027-11-22T10:00:00+08:00", "Dr fundsHeld/fr1 98"],
    [
      "shared",
      "Load 100 outlet=A1 offer=100+30; Redeem 30 outlet=C1",
      "Dr cashClearing/hq/cash 100, Dr promotionExpense 21, Cr ownerSettlement/fr2 21"
    ],
    ["gains", "Load 100 outlet=B1; clock 2031-12-01T10:00:00+08:00", ""]
  ])("%s: %s", (name, story, expected) => expect(books(name, story)).toBe(expected))
})

describe("a sale that nothing paid", () => {
  const document = chain({}, { issuer: "fr1" })
  const network = networkOf(Result.getOrThrow(readConfiguration(document)))
  it.each([
    ["Advice 60 outlet=C1", [["fr1", "fr2", 60n]]],
    ["Advice 60 outlet=C1 key=a; Refund 20 originalKey=a outlet=C1", [["fr1", "fr2", 40n]]],
    ["Advice 60 outlet=C1 key=a; Reverse originalKey=a outlet=C1", [["fr1", "fr2", 0n]]],
    ["Advice 60 outlet=B1", []]
  ])("is borne by the program's own issuer: %s", (story, expected) => {
    const till = counter(document)
    till.tell(story)
    const gathered: Gathered = new Map()
    for (const { operation } of till.recorded)
      clearingUnder(network)(operation, (topic, base, due) => gather(gathered, topic, base, due))
    const due = new Map<string, bigint>()
    for (const line of linesOf(gathered, undefined))
      due.set(`${line.issuer} ${line.owner}`, (due.get(`${line.issuer} ${line.owner}`) ?? 0n) + line.due)
    expect([...due].map(([who, amount]) => [...who.split(" "), amount])).toEqual(expected)
  })
})

describe("lines", () => {
  it.each([
    ["none", "Load 100; Hold 60 outlet=B1 key=h; Capture 50 outlet=B1 holdKey=h", "acceptance 50 1"],
    ["none", "Load 100; Redeem 30 outlet=B1; Redeem 20 outlet=B1", "acceptance 50 2"],
    ["none", "Load 100 outlet=B1; Issue 70 card=BEAR program=bearer outlet=B1", "load 70 1, load 100 1"],
    [
      "mall",
      "Load 100; UnlinkedRefund 30; Redeem 50 outlet=M1",
      "acceptance 20 1, acceptance 30 1, commission 50 2"
    ],
    [
      "kept",
      "Load 100 outlet=B1; Hold 60 outlet=B1 key=h; Capture 50 outlet=B1 holdKey=h",
      "acceptance 50 1, funds -50 1, funds 100 1, load 100 1"
    ]
  ])("%s: %s: kind, sum and how many", (name, story, expected) => {
    const { lines } = cleared(name, story)
    expect(lines.map(({ base, count, kind }) => `${kind} ${base} ${count}`).join(", ")).toBe(expected)
  })

  it("are in one order, and so are their postings, whatever came first", () => {
    const [b, c, m] = ["Load 50 outlet=B1", "Load 60 outlet=C1", "Load 70 outlet=M1"]
    const [one, other] = [cleared("none", `${c}; ${b}; ${m}`), cleared("none", `${m}; ${c}; ${b}`)]
    expect(linesText(one)).toBe("fr1 load cash -50, fr2 load cash -60, mall load cash -70")
    expect(linesText(other)).toBe(linesText(one))
    const ownersIn = (found: typeof one) =>
      cutOffPostings(found.lines).map(({ account, amount }) => `${account.kind} ${amount}`)
    expect(ownersIn(one)).toEqual([
      "cashClearing -50",
      "cashClearing -60",
      "cashClearing -70",
      "ownerSettlement 50",
      "ownerSettlement 60",
      "ownerSettlement 70"
    ])
    expect(ownersIn(other)).toEqual(ownersIn(one))
  })

  it("are of the program in whose asset they are, where an entry has several", () => {
    const document = chain({}, { issuer: "fr1" })
    const till = counter(document)
    till.tell("Load 100; Redeem 30 outlet=C1")
    const operation = till.recorded.at(-1)?.operation
    if (operation === undefined) throw new Error("nothing was recorded")
    const [first] = operation.entry.postings
    const points = {
      ...first,
      account: { kind: "promotionExpense", program: "bearer" },
      asset: "PTS",
      amount: 1n
    }
    const postings = [points as Posting, ...operation.entry.postings]
    const issuers: Array<string> = []
    clearingUnder(networkOf(Result.getOrThrow(readConfiguration(document))))(
      { ...operation, entry: { ...operation.entry, postings } },
      ({ issuer, program: of }) => issuers.push(`${issuer} ${of}`)
    )
    expect(issuers).toEqual(["fr1 member"])
  })

  it("are of none where a share is nothing", () => {
    const document = chain({ agreements: [{ id: "gifts", promotional: { acceptor: 30 } }] }, program)
    const network = networkOf(Result.getOrThrow(readConfiguration(document)))
    const till = counter(document)
    till.tell("Load 100 outlet=B1 offer=100+30; Redeem 30 outlet=C1")
    const gathered: Gathered = new Map()
    for (const { operation } of till.recorded)
      clearingUnder(network)(operation, (topic, base, due) => gather(gathered, topic, base, due))
    const lines = linesOf(gathered, network.configuration.clearing)
    expect(lines.map(({ due, kind, owner }) => `${owner} ${kind} ${due}`)).toEqual([
      "fr1 load -100",
      "fr2 acceptance 30",
      "fr2 promotion -9"
    ])
  })
})
