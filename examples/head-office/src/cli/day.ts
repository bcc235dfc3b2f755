/**
 * `tessera day`: what a trading day came to at an outlet, what happened offline, whether it is over, and closing the books behind it.
 *
 * @module
 */
import type { Found } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { all, approved, found, foundNamed, pageAfter, show } from "./ask.ts"
import { type Assets, assets, units } from "./Assets.ts"
import { Ended } from "./Ended.ts"
import { session } from "./Session.ts"
import { table } from "./Table.ts"
import { tradingDay } from "./tradingDay.ts"
import { idempotencyKey, underKey } from "./writing.ts"

/** A row of the day report, as far as it is shown. */
const Row = Schema.Struct({
  what: Schema.String,
  tender: Schema.optionalKey(Schema.String),
  terminal: Schema.optionalKey(Schema.String),
  operator: Schema.optionalKey(Schema.String),
  operations: Schema.Int,
  asset: Schema.String,
  amount: Schema.Int
})
type Row = typeof Row.Type

/** A shift of the list, as far as it is shown. */
const Shift = Schema.Struct({
  shift: Schema.Struct({
    id: Schema.String,
    operator: Schema.optionalKey(Schema.String),
    businessDate: Schema.String
  })
})

const rowsIn = (report: Found<"dayReport">) =>
  Schema.decodeUnknownEffect(Schema.Struct({ rows: Schema.Array(Row) }))(report).pipe(
    Effect.map(({ rows }) => rows),
    Effect.orDie
  )

const reportText = (known: Assets, rows: ReadonlyArray<Row>): string =>
  table(
    rows,
    [
      { title: "WHAT", of: ({ what }) => what },
      { title: "TENDER", of: ({ tender }) => tender ?? "" },
      { title: "TERMINAL", of: ({ terminal }) => terminal ?? "" },
      { title: "OPERATOR", of: ({ operator }) => operator ?? "" },
      { title: "TIMES", isRight: true, of: ({ operations }) => String(operations) },
      { title: "AMOUNT", isRight: true, of: ({ amount, asset }) => units(known, amount, asset) },
      { title: "CURRENCY", of: ({ asset }) => asset }
    ],
    "Nothing was done."
  )

const outlet = Argument.String("outlet").pipe(Argument.withDescription("Where"))

const day = Argument.String("date").pipe(
  Argument.withDescription("The trading day, such as 2026-11-01"),
  Argument.filter(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text),
    () => "a date, such as 2026-11-01"
  )
)

const When = Schema.Struct({ report: Schema.Struct({ asOf: Schema.String }) })

/** What is still going on: a day that is not over can come to more. */
const refuseEarly = (place: Found<"outlet">, date: string, report: Found<"dayReport">) =>
  Effect.gen(function* () {
    const { client } = yield* session
    const { asOf } = (yield* Effect.orDie(Schema.decodeUnknownEffect(When)({ report }))).report
    const { businessDayEndsAt = "00:00" } = place
    const zone = place.zone ?? (yield* found(client.ask.tenant({}))).zone
    const today = tradingDay(asOf, zone, businessDayEndsAt)
    if (date < today) return
    return yield* new Ended({
      how: "refused",
      message: `Not closed: at ${place.id} it is ${today}, until ${businessDayEndsAt} (${zone}).`,
      problem: { code: "day_not_over", today }
    })
  })

/** What was done at an outlet on a day, as it is and as it is read. */
const dayAt = (place: string, date: string) =>
  Effect.gen(function* () {
    const { client } = yield* session
    const where = yield* foundNamed(`outlet ${place}`, client.ask.outlet({ id: place }))
    const report = yield* found(client.ask.dayReport({ outlet: place, from: date, to: date }))
    return { where, report, text: reportText(yield* assets, yield* rowsIn(report)) }
  })

const report = Command.make("report", { outlet, date: day }, ({ date, outlet }) =>
  Effect.gen(function* () {
    const found = yield* dayAt(outlet, date)
    yield* show(found.report, `${outlet}, ${date}\n\n${found.text}`)
  })
).pipe(
  Command.withDescription("What was taken, given and sold at an outlet on a day"),
  Command.withExamples([{ command: "tessera day report Centre 2026-11-01" }])
)

/** A row of the offline report, as far as it is shown. */
const OfflineRow = Schema.Struct({
  operation: Schema.String,
  terminal: Schema.optionalKey(Schema.String),
  exceptions: Schema.String,
  asset: Schema.String,
  amount: Schema.Int,
  open: Schema.Int
})

const offlineText = (known: Assets, rows: ReadonlyArray<typeof OfflineRow.Type>): string =>
  table(
    rows,
    [
      { title: "OPERATION", of: ({ operation }) => operation },
      { title: "TERMINAL", of: ({ terminal }) => terminal ?? "" },
      { title: "TO LOOK AT", of: ({ exceptions }) => exceptions },
      { title: "AMOUNT", isRight: true, of: ({ amount, asset }) => units(known, amount, asset) },
      { title: "STILL OWED", isRight: true, of: ({ asset, open }) => units(known, open, asset) },
      { title: "CURRENCY", of: ({ asset }) => asset }
    ],
    "Nothing to look at."
  )

const offline = Command.make("offline", { outlet, date: day }, ({ date, outlet }) =>
  Effect.gen(function* () {
    const { client } = yield* session
    yield* foundNamed(`outlet ${outlet}`, client.ask.outlet({ id: outlet }))
    const report = yield* found(client.ask.offlineReport({ outlet, from: date, to: date }))
    const { rows } = yield* Effect.orDie(
      Schema.decodeUnknownEffect(Schema.Struct({ rows: Schema.Array(OfflineRow) }))(report)
    )
    yield* show(report, `${outlet}, ${date}\n\n${offlineText(yield* assets, rows)}`)
  })
).pipe(
  Command.withDescription("Offline sales of a day that somebody should look at"),
  Command.withExamples([{ command: "tessera day offline Centre 2026-11-01" }])
)

/** Shifts that are still open at an outlet, opened on that day or before. */
const openShifts = (place: string, date: string) =>
  Effect.gen(function* () {
    const { client } = yield* session
    const shifts = yield* all((after) =>
      client.ask.shifts({ outlet: place, status: "open", to: date, ...pageAfter(after) } as never)
    )
    return yield* Effect.orDie(Schema.decodeUnknownEffect(Schema.Array(Shift))(shifts))
  })

const close = Command.make(
  "close",
  {
    outlet,
    date: day,
    books: Flag.Boolean("books").pipe(
      Flag.withDescription("Close the chain's books up to it too, for good"),
      Flag.withDefault(false)
    ),
    key: idempotencyKey
  },
  ({ books, date, key, outlet }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const { report, text, where } = yield* dayAt(outlet, date)
      yield* refuseEarly(where, date, report)
      const open = yield* openShifts(outlet, date)
      if (open.length > 0) {
        const names = open.map(
          ({ shift }) => `  ${shift.id}, ${shift.operator ?? ""}, since ${shift.businessDate}`
        )
        return yield* new Ended({
          how: "refused",
          message: `Not closed: count and close these shifts at ${outlet} first.\n${names.join("\n")}`,
          problem: { code: "shifts_open", shifts: open.map(({ shift }) => shift) }
        })
      }
      const closed = books ? yield* approved(client.closePeriod({ through: date }, underKey(key))) : undefined
      yield* show(
        { outlet, date, openShifts: [], report, ...(closed !== undefined && { books: closed }) },
        [
          `${outlet}, ${date}`,
          "",
          text,
          "",
          `No shift is open at ${outlet}: its day is over.`,
          ...(closed === undefined ? [] : [`The books of the chain are closed through ${date}.`])
        ].join("\n")
      )
    })
).pipe(
  Command.withDescription(
    [
      "Shows what the day came to, and refuses while it is not over or a shift of it",
      "is open. With --books nothing counts before its end any more, at no outlet."
    ].join("\n  ")
  ),
  Command.withShortDescription("That it is over, and perhaps closing the books behind it"),
  Command.withExamples([
    { command: "tessera day close Centre 2026-11-01", description: "At the end of an outlet's day" },
    { command: "tessera day close Centre 2026-11-30 --books", description: "At the end of a month" }
  ])
)

export const dayCommand = Command.make("day").pipe(
  Command.withDescription("Trading days: what they came to, and closing them"),
  Command.withShortDescription("Trading days: report, offline, close"),
  Command.withSubcommands([report, offline, close])
)
