/**
 * The law of strangers: who cannot prove to be the holder hears of a card what is said of one that is not there.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Document } from "../arbitraries/configurations.ts"
import type { Sent, Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const points = { code: "PTS", exponent: 0 }

const terms: Document["programs"][number] = {
  id: "member",
  version: 1,
  kind: "registered",
  asset: { code: "CNY", exponent: 2 },
  subWallets: [
    { id: "gift", priority: 10, funding: "promotional" },
    { id: "main", priority: 90, funding: "paid" }
  ],
  offers: [{ id: "100+30", pay: 100, bonus: { subWallet: "gift", amount: 30 } }],
  holds: { expireAfter: { days: 7 } },
  verification: { pinAbove: "always", tries: 3, oneTimeCode: {} },
  numbering: { prefix: "9902", length: 16, secret: { digits: 4, channels: ["app"] } },
  cardValidity: { months: 1 },
  limits: [{ id: "once", scope: "account", verb: "Redeem", per: "operation", amount: 700 }],
  points: {
    asset: points,
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 10 }],
    conversion: { points: 10, amount: 100, subWallet: "gift" }
  },
  capabilities: { cashOut: true, transfer: true, reportLost: true, replace: true }
}

const shopOf = (program: Document["programs"][number]): Document => ({
  tenant: "strangers",
  zone: "Asia/Shanghai",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "KTV1", owner: "hq" }],
  programs: [program]
})

/** Of a program that does all of it, and of one that does little beside being spent. */
const shops = [shopOf(terms), shopOf({ ...terms, capabilities: { transfer: false, load: false } })]

const month = 32 * 86_400_000
const outlet = "KTV1"
const money = { outlet, currency: "CNY" }
const paid = { ...money, tender: { kind: "cash" } }
const asked = { outlet, reason: "asked" }
const hers = { card: "ANNA" }
const everything = { ...hers, ...money, type: "Redeem", amount: 700, partial: true, pin: "4711" }
const guess = { ...hers, ...money, type: "Redeem", amount: 5, pin: "0000" }

/** What may become of her card; each alone and with others, in any order. What does not go is declined, and that is all. */
const happenings: Readonly<Record<string, ReadonlyArray<Sent>>> = {
  blocked: [{ type: "Block", ...hers, ...asked }],
  unblocked: [{ type: "Unblock", ...hers, ...asked }],
  "reported as lost": [{ type: "ReportLost", ...hers, ...asked }],
  deactivated: [{ type: "Deactivate", ...hers, ...asked }],
  reactivated: [{ type: "Reactivate", ...hers, ...asked }],
  frozen: [{ type: "Freeze", ...hers, ...asked }],
  "frozen for sales": [{ type: "Freeze", ...hers, ...asked, side: "debit" }],
  unfrozen: [{ type: "Unfreeze", ...hers, ...asked }],
  closed: [everything, { type: "Close", ...hers, ...asked }],
  loaded: [{ type: "Load", ...hers, ...paid, amount: 500 }],
  "loaded with a bonus": [{ type: "Load", ...hers, ...paid, amount: 100, offer: "100+30" }],
  emptied: [everything],
  locked: [guess, guess, guess],
  "guessed at": [{ ...guess, channel: "web" }],
  "held of": [{ type: "Hold", ...hers, ...money, amount: 50, pin: "4711" }],
  "sent a code": [{ type: "RequestOneTimeCode", ...hers, outlet }],
  "given its PIN again": [{ type: "SetPin", ...hers, newPin: "4711" }],
  "given another PIN": [{ type: "SetPin", ...hers, newPin: "0815" }],
  "let try again": [{ type: "UnlockPin", ...hers, reason: "asked" }],
  "given points": [{ type: "Earn", ...hers, outlet, amount: 50, currency: points.code, reason: "thanks" }],
  replaced: [{ type: "Replace", ...hers, outlet, newCard: "OTHR" }],
  "a month later": []
}

const proofs: Readonly<Record<string, Sent>> = {
  nothing: {},
  "a wrong PIN": { pin: "9999" },
  "another wrong PIN": { pin: "0000" },
  "a wrong code": { oneTimeCode: "000000" },
  "wrong digits": { cardSecret: "0000" },
  "a wrong PIN and digits": { pin: "9999", cardSecret: "0000" }
}

const sale = (amount: number, more: Sent = {}): Sent => ({ type: "Redeem", ...money, amount, ...more })
const burnt = { outlet, currency: points.code }

/** What a stranger asks of the card that is guessed, with any proof but the right one. */
const questions: Readonly<Record<string, Sent>> = {
  "a sale of 1": sale(1),
  "a sale": sale(5),
  "a sale above the limit": sale(701),
  "a sale above all there is": sale(90_000),
  "a sale in another currency": sale(5, { currency: "JPY" }),
  "a sale for points": sale(5, burnt),
  "a sale of what there is": sale(90_000, { partial: true }),
  "a hold": { type: "Hold", ...money, amount: 5 },
  "a hold above all there is": { type: "Hold", ...money, amount: 90_000 },
  "the rest in cash": { type: "CashOut", ...paid },
  "a transfer": { type: "Transfer", ...money, amount: 5, to: "BELA" },
  "a transfer of more": { type: "Transfer", ...money, amount: 90_000, to: "BELA" },
  "a merger": { type: "Merge", outlet, to: "BELA" },
  "points for a cup": { type: "BurnPoints", ...burnt, amount: 5, item: "cup" },
  "points for money": { type: "ConvertPoints", ...burnt, amount: 10 },
  "another PIN": { type: "SetPin", newPin: "1234" },
  "to be let in": { type: "IdentifyHolder" },
  "to be put in use": { type: "Activate", outlet }
}

/** What is asked of cards that are not in use, where no proof is asked for; the first three are no commands. */
const withoutProof: Readonly<Record<string, Sent>> = {
  "its balance": { type: "Balance" },
  "its history": { type: "Statement" },
  "a quote": { type: "Quote", ...money, amount: 5 },
  "a load": { type: "Load", ...paid, amount: 5 },
  "a code": { type: "RequestOneTimeCode" },
  "a code for a sale": { type: "RequestOneTimeCode", verb: "Redeem", amount: 5, currency: "CNY" },
  "a transfer to it": { type: "Transfer", ...money, amount: 5, from: "BELA", pin: "1111" },
  "a merger into it": { type: "Merge", outlet, from: "BELA", pin: "1111" }
}

const nameIn = (all: object): fc.Arbitrary<string> => fc.constantFrom(...Object.keys(all))
const channel = fc.constantFrom("web", "app", "kiosk")

/** An answer but for its names: the key, and the operation that it is recorded as. */
const withoutNames = (answer: object): string =>
  JSON.stringify(answer, (name, value: unknown) =>
    name === "key" || name === "operation" || name === "approvalCode" || name === "sequence"
      ? undefined
      : typeof value === "bigint"
        ? String(value)
        : value
  )

/** Asks the same of her card and of one that was never issued. */
const askBoth = async (till: Till, what: Sent, key: string): Promise<readonly [string, string]> => {
  const of = (card: string) => {
    const { type, ...asked } = what
    const isMoved = type === "Transfer" || type === "Merge"
    const query: Sent = { [isMoved ? (asked["to"] === undefined ? "to" : "from") : "card"]: card, ...asked }
    if (type === "Balance") return till.balance(query)
    if (type === "Statement") return till.statement(query)
    if (type === "Quote") return till.quote(query)
    return till.submit({ ...query, type, key: `${key}.${card}` })
  }
  return [withoutNames(await of("ANNA")), withoutNames(await of("NINA"))]
}

const begun: ReadonlyArray<Sent> = [
  { type: "Issue", ...paid, ...hers, program: "member", amount: 600 },
  { type: "SetPin", ...hers, newPin: "4711" },
  { type: "Issue", ...paid, card: "BELA", program: "member", amount: 100 },
  { type: "SetPin", card: "BELA", newPin: "1111" }
]

const out = ["blocked", "reported as lost", "deactivated", "a month later"]

export const strangersHearTheSame = law(
  "strangers",
  "Whatever has become of a card and whatever is asked of it, a stranger who cannot prove to be its holder hears what is said of a card that is not there.",
  fc.record({
    story: fc.array(nameIn(happenings), { maxLength: 6 }),
    asked: fc.array(fc.record({ question: nameIn(questions), proof: nameIn(proofs), channel }), {
      minLength: 3,
      maxLength: 9
    }),
    out: fc.constantFrom(...out),
    shop: fc.constantFrom(...shops),
    unproved: fc.array(fc.record({ question: nameIn(withoutProof), channel }), { minLength: 1, maxLength: 3 })
  }),
  (open, { asked, out, shop, story, unproved }) =>
    onLedger(open, shop, async (till) => {
      let keys = 0
      const happens = async (name: string) => {
        if (name === "a month later") till.now += month
        for (const sent of happenings[name] ?? []) await till.submit({ ...sent, key: `h${(keys += 1)}` })
      }
      const hears = async (what: Sent, told: string) => {
        const [hers, nobodys] = await askBoth(till, what, `q${(keys += 1)}`)
        assert.equal(hers, nobodys, told)
      }
      for (const sent of begun) await till.submit({ ...sent, key: `b${(keys += 1)}` })
      for (const name of story) await happens(name)
      for (const { channel, proof, question } of asked)
        await hears({ ...questions[question], ...proofs[proof], channel }, `${question}, with ${proof}`)
      await happens(out)
      for (const { channel, question } of unproved)
        await hears({ ...withoutProof[question], channel }, `${question}, ${out}`)
    }),
  6
)
