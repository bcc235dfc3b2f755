/** A day at one counter of a real ledger in memory, whose answers are printed: names and times are replaced by fixed ones. */
import type { Approved, Declined, SentenceLanguage } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { open } from "@tessera/core/promise"
import {
  handOverPage,
  purseLoadReceipt,
  purseReceipt,
  type ReceiptDocument,
  receiptOf,
  type ReceiptPlace,
  receiptTexts
} from "../../src/receipts/index.ts"

const configuration = {
  tenant: "linden",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "Centre", owner: "hq", shifts: "counted" }],
  terminals: [{ id: "C1", outlet: "Centre", kind: "till" }],
  operators: [{ id: "mira", role: "manager" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      numbering: { prefix: "9902", length: 16, check: "luhn" },
      subWallets: [
        { id: "bonus", priority: 10, funding: "promotional", validity: { months: 6 } },
        { id: "main", priority: 90, funding: "paid" }
      ],
      offers: [{ id: "100+15", pay: 10_000, bonus: { subWallet: "bonus", amount: 1_500 } }],
      points: {
        asset: { code: "LEAVES", exponent: 0 },
        subWallet: { id: "leaves", funding: "promotional", validity: { years: 1 } },
        earn: [{ points: 1, per: 100 }]
      }
    }
  ]
}

/** 22 November 2026, 13:05 in Sofia. */
const at = Date.UTC(2026, 10, 22, 11, 5)
const currency = "EUR"

const fixed = (outcome: Approved | Declined, n: number): Approved | Declined => {
  const operation = `op_0000000000${n}` as never
  if (outcome.outcome === "declined") return { ...outcome, operation }
  const { receipt } = outcome
  const expiring = receipt.expiring.map((one) => ({ ...one, expiresAt: at + 15_552_000_000 }))
  return { ...outcome, receipt: { ...receipt, operation, approvalCode: "7K2M9Q", recordedAt: at, expiring } }
}

/** What the receipts of all these are made from; the same every time. */
const happened = async () => {
  await using pos = await open({
    configuration,
    store: MemoryStore.layer,
    secret: "a secret of the tests, and of nothing else"
  })
  const place = { outlet: "Centre", terminal: "C1", operator: "mira" }
  const done = async (asked: Promise<{ readonly outcome: string }>): Promise<Approved | Declined> => {
    const outcome = (await asked) as Approved | Declined
    if (outcome.outcome !== "approved" && outcome.outcome !== "declined")
      throw new Error(JSON.stringify(outcome))
    return outcome
  }
  await done(pos.openShift({ key: "s", shift: "s1", ...place, float: { amount: 5_000, currency } }))
  const issued = await done(pos.issue({ key: "i", program: "member", ...place }))
  if (issued.outcome !== "approved" || issued.receipt.card === undefined) throw new Error("no card")
  const { card } = issued.receipt
  const sale = { card, ...place, shift: "s1", currency }
  const load = await done(
    pos.load({ key: "l", ...sale, amount: 10_000, offer: "100+15", tender: { kind: "cash" } })
  )
  const redeem = await done(pos.redeem({ key: "r", ...sale, amount: 2_050 }))
  const reverse = await done(
    pos.reverse({ key: "u", shift: "s1", originalKey: "r", ...place, reason: "customerCancel" })
  )
  const decline = await done(pos.redeem({ key: "d", ...sale, amount: 999_999 }))
  await done(pos.load({ key: "l2", ...sale, amount: 2_000, tender: { kind: "cash" } }))
  const undone = await done(
    pos.reverse({ key: "ul", originalKey: "l2", ...place, shift: "s1", reason: "customerCancel" })
  )
  const hold = await done(pos.hold({ key: "h", ...sale, amount: 300 }))
  const closed = pos.closeShift({
    key: "c",
    shift: "s1",
    ...place,
    counted: [{ tender: "cash", amount: 14_950, currency }],
    leaves: 5_000,
    note: "Fifty cents fell behind the till."
  })
  await done(closed)
  const pages: Record<string, string> = {}
  for (const language of ["en", "zh", "bg"])
    for (const columns of [32, 42, 48]) {
      const page = await pos.shifts.handOver({ shift: "s1", language, columns })
      if (page.outcome !== "answered" || page.text === undefined) throw new Error(page.outcome)
      pages[`${language}${columns}`] = page.text
        .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "2026-11-22 13:05")
        .replaceAll(/^ {2}\d\d:\d\d /gm, "  13:05 ")
        .replaceAll(/(?<=\n)[0-9a-f]{16,}/g, (hash) => "f00d".repeat(16).slice(0, hash.length))
    }
  return { card, issued, load, redeem, reverse, undone, hold, decline, pages }
}

const names = {
  en: { main: "Main", gift: "Gift", bonus: "Bonus" },
  zh: { main: "本金", gift: "赠金", bonus: "赠送" },
  bg: { main: "Основна", gift: "Подарък", bonus: "Бонус" }
}
const headings = {
  en: ["Linden Tea", "Centre, 4 Graf Ignatiev St"],
  zh: ["菩提茶馆", "中心店 格拉夫街4号"],
  bg: ["Чай Липа", "Център, ул. Граф Игнатиев 4"]
}

/** The receipts of the day in one language. */
export const receiptsIn = (
  day: Awaited<ReturnType<typeof happened>>,
  language: SentenceLanguage,
  columns: number
) => {
  const place: ReceiptPlace = {
    heading: headings[language],
    terminal: "C1",
    operator: "mira",
    zone: "Europe/Sofia",
    assets: [
      { code: "EUR", exponent: 2 },
      { code: "LEAVES", exponent: 0 }
    ],
    language,
    names: names[language]
  }
  const terminal = { group: 17, terminal: 7, epoch: 1 }
  const sale = { terminal, amount: 6_000n, currency, at, purse: "0000000000000042" }
  const page = day.pages[`${language}${columns}`]
  if (page === undefined) throw new Error("no page")
  const receipts: Readonly<Record<string, ReceiptDocument>> = {
    issue: receiptOf("Issue", fixed(day.issued, 1), place),
    load: receiptOf("Load", fixed(day.load, 2), place),
    redeem: receiptOf("Redeem", fixed(day.redeem, 3), { ...place, hasCode: true }),
    reverse: receiptOf("Reverse", fixed(day.reverse, 4), place),
    undone: receiptOf("Reverse", fixed(day.undone, 6), place),
    hold: receiptOf("Hold", fixed(day.hold, 7), place),
    decline: receiptOf("Redeem", fixed(day.decline, 5), place, { at, card: day.card, currency }),
    offline: purseReceipt(
      { _tag: "Done", sequence: 12, main: 1_000n, gift: 5_000n, tmc: 4 },
      { ...sale, after: { main: 19_000n, gift: 0n } },
      place
    ),
    cardLoad: purseLoadReceipt(
      {
        order: 3,
        main: 20_000n,
        gift: 5_000n,
        currency,
        at,
        purse: sale.purse,
        after: { main: 21_000n, gift: 5_000n }
      },
      place
    ),
    unknown: purseReceipt({ _tag: "Unknown", sequence: 13 }, sale, place),
    handOver: handOverPage(page, receiptTexts[language].copy)
  }
  return receipts
}

export const day = happened
