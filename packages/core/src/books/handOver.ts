/**
 * The hand-over of a shift on one page of a receipt printer: what there should be, what was counted, and two signatures.
 *
 * @module
 */
import { localText } from "../command/sentence.ts"
import type { HandOverTexts } from "./HandOverTexts.ts"
import { handOverTexts } from "./HandOverTexts.ts"
import type { Asset } from "../values/Asset.ts"
import type { OperationId } from "../values/Ids.ts"
import type { Zone } from "../values/Zone.ts"
import { unitsIn } from "./Report.ts"
import { isCancellation, type ShiftLine } from "./shiftLines.ts"
import type { ShiftTotals, TenderTotal } from "./shiftTotals.ts"
import { widthOf } from "./widthOf.ts"

/** What of a shift has not come to its end: a hold that is open, a load that waits for its payment. */
export interface ShiftException {
  readonly operation: OperationId
  readonly kind: "hold" | "pendingLoad"
  readonly currency: string
  readonly amount: bigint
}

/** A shift with what was done in it and what is still open. */
export interface ShiftFound extends ShiftTotals {
  readonly lines: ReadonlyArray<ShiftLine>
  readonly exceptions: ReadonlyArray<ShiftException>
  /** The hash of the newest entry of the shift's own chain. */
  readonly head: string
}

/** How a hand-over is printed. */
export interface HandOverOptions {
  readonly zone: Zone
  readonly assets: ReadonlyArray<Asset>
  /** `en`, `zh` or `bg`, or words of one's own. Absent: `en`. */
  readonly language?: string
  readonly texts?: HandOverTexts
  /** The last checkpoint of the journal, as it was published. Absent: none is printed. */
  readonly checkpoint?: string
  /** Characters on a line of the paper, at least 32. Absent: 42. */
  readonly columns?: number
}

/** Columns of an 80 mm receipt printer; characters of Chinese take two. */
const usual = 42

/** Cut into lines, between any two characters. */
const wrapped = (columns: number, text: string, indent = ""): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = indent
  for (const character of text.replaceAll(/\s+/g, " ").trim()) {
    if (widthOf(line + character) > columns) {
      lines.push(line.trimEnd())
      line = indent
    }
    if (line !== indent || character !== " ") line += character
  }
  return line.trim() === "" ? lines : [...lines, line.trimEnd()]
}

/** A word at the left and what it says at the right; on lines of their own where they do not fit on one. */
const paired = (columns: number, left: string, right: string): ReadonlyArray<string> => {
  const space = columns - widthOf(left) - widthOf(right)
  return space > 0
    ? [left + " ".repeat(space) + right]
    : [...wrapped(columns, left), ...wrapped(columns, right, "  ")]
}

/** What the lines are written with. */
interface Pen {
  readonly texts: HandOverTexts
  readonly money: (amount: bigint, currency: string) => string
  readonly time: (at: number) => string
  readonly rule: string
  readonly pair: (left: string, right: string) => ReadonlyArray<string>
  readonly wrapped: (text: string, indent?: string) => ReadonlyArray<string>
}

const tenderLines = (found: ShiftFound, total: TenderTotal, pen: Pen): ReadonlyArray<string> => {
  const { money, pair, rule, texts } = pen
  const { counted, currency, expected, tender, variance } = total
  const { closed, currency: own, float } = found.shift
  const isDrawer = tender === "cash" && currency === own
  const amount = (word: string, value: bigint): ReadonlyArray<string> => pair(word, money(value, currency))
  const sent = found.currencies.find((one) => one.currency === currency)?.remitted ?? 0n
  const sentInShift = isDrawer && closed !== undefined ? closed.remitted : sent
  return [
    rule,
    ...pair(texts.tenders[tender], currency),
    ...(isDrawer ? amount(texts.float, float) : []),
    ...amount(texts.taken, total.in),
    ...(total.out === 0n ? [] : amount(texts.givenBack, -total.out)),
    ...(tender === "cash" && sentInShift !== 0n ? amount(texts.remitted, -sentInShift) : []),
    ...amount(texts.expected, expected),
    ...(counted === undefined ? pair(texts.counted, texts.notCounted) : amount(texts.counted, counted)),
    ...(variance === undefined ? [] : amount(texts.difference, variance)),
    ...(isDrawer && closed !== undefined ? amount(texts.leaves, closed.leaves) : [])
  ]
}

const headLines = ({ shift }: ShiftFound, { money, pair, texts, time }: Pen): ReadonlyArray<string> => {
  const { closed, currency, difference, openedAt, operator, outlet, takesOverFrom, terminal } = shift
  return [
    closed === undefined ? texts.soFar : texts.title,
    [outlet, terminal].filter((part) => part !== undefined).join(" / "),
    ...pair(texts.shift, shift.id),
    ...pair(texts.operator, operator),
    ...pair(texts.opened, time(openedAt)),
    ...pair(texts.closed, closed === undefined ? texts.stillOpen : time(closed.at)),
    ...(takesOverFrom === undefined ? [] : pair(texts.takenOverFrom, takesOverFrom)),
    ...(difference === undefined ? [] : pair(texts.missingAtStart, money(difference, currency)))
  ]
}

const amountOf = ({ bonus, sold, taken }: ShiftLine): bigint => taken ?? sold ?? bonus ?? 0n

const doneLines = (found: ShiftFound, pen: Pen): ReadonlyArray<string> => {
  const { money, pair, rule, texts, time, wrapped } = pen
  const bonuses = found.currencies.filter(({ bonus }) => bonus !== 0n)
  const cancelled = found.lines.filter(({ verb }) => isCancellation(verb))
  const due = found.currencies.filter((one) => one.due !== 0n)
  return [
    rule,
    ...due.flatMap((one) => pair(texts.due, `${money(one.due, one.currency)} ${one.currency}`)),
    ...(bonuses.length === 0 ? pair(texts.bonuses, texts.none) : []),
    ...bonuses.flatMap(({ bonus, currency }) => pair(texts.bonuses, `${money(bonus, currency)} ${currency}`)),
    ...pair(texts.operations, String(found.operations.reduce((sum, { count }) => sum + count, 0))),
    ...found.operations.flatMap(({ count, verb }) => pair(`  ${verb}`, String(count))),
    ...pair(texts.cancellations, cancelled.length === 0 ? texts.none : String(cancelled.length)),
    ...cancelled.flatMap((line) => [
      ...pair(`  ${time(line.at).slice(-5)} ${line.verb}`, money(amountOf(line), line.currency)),
      ...wrapped(line.reason ?? "", "    ")
    ]),
    ...pair(texts.exceptions, found.exceptions.length === 0 ? texts.none : String(found.exceptions.length)),
    ...found.exceptions.flatMap(({ amount, currency, kind }) =>
      pair(`  ${texts.exceptionKinds[kind]}`, money(amount, currency))
    )
  ]
}

const signature = ({ pair, rule }: Pen, word: string, name: string | undefined): ReadonlyArray<string> => [
  "",
  "",
  "_".repeat(rule.length),
  ...pair(word, name ?? "")
]

/** The hand-over as lines of at most so many columns; of a shift that is open what it came to so far, with nothing to sign. */
export const handOver = (found: ShiftFound, options: HandOverOptions): string => {
  const { assets, checkpoint, columns = usual, language = "en", zone } = options
  if (!Number.isInteger(columns) || columns < 32)
    throw new TypeError("columns: Expected a whole number from 32")
  const texts = options.texts ?? handOverTexts[language] ?? handOverTexts["en"]
  if (texts === undefined) throw new TypeError(`language: Expected ${Object.keys(handOverTexts).join(", ")}`)
  const rule = "-".repeat(columns)
  const pen: Pen = {
    texts,
    money: unitsIn(assets),
    time: (at) => localText(zone, at),
    rule,
    pair: (left, right) => paired(columns, left, right),
    wrapped: (text, indent) => wrapped(columns, text, indent)
  }
  const { closed, operator } = found.shift
  return [
    ...headLines(found, pen),
    ...found.tenders.flatMap((total) => tenderLines(found, total, pen)),
    ...doneLines(found, pen),
    ...(closed?.note === undefined ? [] : [rule, texts.note, ...pen.wrapped(closed.note)]),
    rule,
    texts.chain,
    ...pen.wrapped(found.head),
    ...(checkpoint === undefined ? [] : [texts.checkpoint, ...pen.wrapped(checkpoint)]),
    // A drawer that nobody has counted is not handed over: who signed for it would sign for a guess.
    ...(closed === undefined
      ? []
      : [
          ...signature(pen, texts.handedOver, operator),
          ...signature(pen, texts.takenOver, closed.handsOverTo)
        ]),
    ""
  ].join("\n")
}
