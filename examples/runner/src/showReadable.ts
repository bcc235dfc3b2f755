/**
 * Showing a run to people: one or two lines for each operation, headings, and the closing tables.
 *
 * @module
 */
import { styleText } from "node:util"
import {
  type Approved,
  type Command,
  type Configuration,
  type Declined,
  localText,
  type Outcome,
  sentenceOf
} from "@tessera/core"
import * as Redacted from "effect/Redacted"
import type { Answered } from "./Answered.ts"
import { closingText } from "./closing.ts"
import { writtenText } from "./exportBooks.ts"
import { foundLines } from "./found.ts"
import { amountText, type Place, placesOf } from "./Place.ts"
import { receiptLines } from "./receipt.ts"
import type { Showing } from "./run.ts"

/** A heading that is printed before the line with a key. */
export interface Chapter {
  readonly before: string
  readonly title: string
}

type Style = Parameters<typeof styleText>[0]
const styled = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout })

const margin = " ".repeat(6)
const widest = 100

/** A part that is too long goes on in the next line, after a comma or a point. */
const broken = (part: string): ReadonlyArray<string> => {
  const room = widest - margin.length
  const cut =
    part.length <= room ? -1 : Math.max(...[", ", "· "].map((end) => part.lastIndexOf(end, room - 1)))
  return cut < 0 ? [part] : [part.slice(0, cut + 1), ...broken(part.slice(cut + 2))]
}

/** One line if it fits, else one for each part. */
const folded = (parts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const one = parts.join("; ")
  return one.length <= widest - margin.length ? parts.slice(0, 1).map(() => one) : parts.flatMap(broken)
}

/** As on receipts: the last four characters, at most half of the number. */
const masked = ({ card }: Command): string => {
  if (card === undefined) return ""
  const number = Redacted.value(card).replaceAll(/[ -]/g, "")
  return `****${number.slice(number.length - Math.min(4, number.length >> 1))}`
}

/** Time, outlet, verb, card and amount, in columns. */
const head = (place: Place, command: Command, card: string | undefined): string => {
  const time = command.at === undefined ? "" : localText(place.zone, command.at).slice(11)
  const money =
    "amount" in command && command.amount !== undefined
      ? [amountText(place, command.amount), place.asset.code]
      : ["", ""]
  return [
    time.padEnd(5),
    (place.outlet ?? "").padEnd(9),
    command.type.padEnd(13),
    (card === undefined ? masked(command) : `****${card.slice(-4)}`).padEnd(8),
    (money[0] ?? "").padStart(10),
    (money[1] ?? "").padEnd(3)
  ].join(" ")
}

const approvedLines = (place: Place, command: Command, { receipt, replayed }: Approved) => {
  const again = replayed ? " (answered before)" : ""
  const first = head(place, command, receipt.card)
  const body = receiptLines(place, command, receipt)
  const short = body.join("; ")
  const isShort = `${first} approved ${receipt.approvalCode}  ${short}${again}`.length <= widest
  const line = `${first} ${styled("green", "approved")} ${receipt.approvalCode}`
  return isShort
    ? [`${line}${short === "" ? "" : `  ${short}`}${again}`]
    : [`${line}${again}`, ...folded(body).map((part) => `${margin}${part}`)]
}

const declinedLines = (place: Place, command: Command, { decline, replayed }: Declined) => {
  const sentence = `${sentenceOf(decline, place)}${replayed ? " (answered before)" : ""}`
  const first = head(place, command, undefined)
  const word = styled("yellow", "declined")
  return first.length + " declined: ".length + sentence.length <= widest
    ? [`${first} ${word}: ${sentence}`]
    : [`${first} ${word}`, `${margin}${sentence}`]
}

const outcomeLines = (place: Place, command: Command, outcome: Outcome): ReadonlyArray<string> => {
  switch (outcome.outcome) {
    case "approved":
      return approvedLines(place, command, outcome)
    case "declined":
      return declinedLines(place, command, outcome)
    case "inDoubt":
      return [`${head(place, command, undefined)} ${styled("red", "in doubt")}`]
  }
}

const invalidLines = (line: number, errors: Extract<Answered, { kind: "invalid" }>["errors"]) => [
  `${styled("red", "invalid")} line ${line}`,
  ...errors.map(({ message, path }) => `${margin}${path.length === 0 ? "" : `${path.join(".")}: `}${message}`)
]

const heading = ({ title }: Chapter): string => `\n${styled("bold", title)}\n`

/** Receipts for people. */
export const showReadable = (
  configuration: Configuration,
  chapters: ReadonlyArray<Chapter>,
  ending: string
): Showing => {
  const placeOf = placesOf(configuration)
  const chapterBefore = new Map(chapters.map((chapter) => [chapter.before, chapter]))
  let day = ""

  const opening = (key: string | undefined, place: Place, at: number | undefined): string => {
    const chapter = key === undefined ? undefined : chapterBefore.get(key)
    if (key !== undefined) chapterBefore.delete(key)
    const today = at === undefined ? day : localText(place.zone, at).slice(0, 10)
    const isNew = today !== day
    day = today
    return `${isNew ? `\n${styled("bold", `── ${today} ──`)}\n` : ""}${chapter === undefined ? "" : heading(chapter)}`
  }

  const answered = (one: Answered): string => {
    if (one.kind === "invalid") return `${invalidLines(one.line, one.errors).join("\n")}\n`
    if (one.kind === "report")
      return `${opening(one.key, placeOf({}), one.at)}\n${one.shown.text
        .split("\n")
        .map((line) => (line === "" ? "" : `  ${line}`))
        .join("\n")}`
    const asked = one.kind === "outcome" ? one.command : one.query
    const place = placeOf(asked)
    const lines =
      one.kind === "outcome"
        ? outcomeLines(place, one.command, one.outcome)
        : foundLines(place, one.query, one.found)
    return `${opening(asked.key, place, asked.at)}${lines.join("\n")}\n`
  }

  return {
    answered,
    closing: (tally, books) => `${closingText(configuration, tally, books)}${ending}`,
    exported: writtenText,
    checked: (said) => said
  }
}
