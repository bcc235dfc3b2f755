/**
 * `tessera export`: operations, entries and the books, to a file that is whole or not there, or to standard output.
 *
 * @module
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { done, found, pageAfter, show } from "./ask.ts"
import { unusable } from "./Ended.ts"
import { exportText } from "./job.ts"
import { out, piecesOf, save } from "./saving.ts"
import { type Session, session } from "./Session.ts"

const instant = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.withMetavar("INSTANT"), Flag.optional)

const date = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.withMetavar("DATE"), Flag.optional)

const asOf = instant("as-of", "As recorded by then: the same file for ever")

/** What was said, as far as it was. */
const said = <Fields extends Readonly<Record<string, Option.Option<string>>>>(fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (Option.isSome(value) ? [[name, value.value]] : []))
  ) as { readonly [Name in keyof Fields]?: string }

const operations = Command.make(
  "operations",
  {
    out,
    outlet: Flag.String("outlet").pipe(
      Flag.withDescription("Of this outlet alone"),
      Flag.withMetavar("OUTLET"),
      Flag.optional
    ),
    type: Flag.String("type").pipe(
      Flag.withDescription("Of this verb alone, such as Redeem"),
      Flag.withMetavar("VERB"),
      Flag.optional
    ),
    from: instant("from", "Recorded at this instant or later"),
    to: instant("to", "Recorded before this instant")
  },
  ({ out, ...fields }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const first: string | undefined = undefined
      const pages = Stream.paginate(first, (after: string | undefined) =>
        Effect.map(
          found(client.ask.operations({ ...said(fields), ...pageAfter(after) })),
          ({ data, nextCursor }) =>
            [data.map((one) => `${JSON.stringify(one)}\n`), Option.fromUndefinedOr(nextCursor)] as const
        )
      )
      yield* save(out, pages)
    })
).pipe(Command.withDescription("Operations, one a line as JSON, newest first"))

const period = {
  outlet: Flag.String("outlet").pipe(
    Flag.withDescription("Of this outlet alone"),
    Flag.withMetavar("OUTLET"),
    Flag.optional
  ),
  from: date("from", "The first trading day"),
  to: date("to", "The last trading day, which is included"),
  asOf
}

const detach = Flag.Boolean("detach").pipe(
  Flag.withDescription("Let the server write it by itself: a job"),
  Flag.withDefault(false)
)

type Asked = Parameters<Session["client"]["jobs"]["createExport"]>[0]

/** The server writes it, and nobody waits for it. */
const handedOver = Effect.fnUntraced(function* (out: Option.Option<string>, asked: Asked) {
  if (Option.isSome(out))
    return yield* unusable("--out: the server writes it; tessera job fetch gets it, once it is done")
  const { client } = yield* session
  const job = yield* done(client.jobs.createExport(asked), "look at tessera job list")
  yield* show(job, `${exportText(job)}\n\nOnce it is done: tessera job fetch ${job.id} --out FILE`)
})

const entries = Command.make("entries", { out, detach, ...period }, ({ detach, out, ...fields }) =>
  Effect.gen(function* () {
    if (detach) return yield* handedOver(out, { of: "entries", ...said(fields) })
    const { client } = yield* session
    yield* save(out, piecesOf(client.exports.entries(said(fields))))
  })
).pipe(Command.withDescription("The journal's entries, one a line as JSON, oldest first"))

const journal = Command.make(
  "journal",
  {
    format: Flag.Literals("format", ["csv", "hledger", "beancount"]).pipe(
      Flag.withDescription("What reads it"),
      Flag.withDefault("csv")
    ),
    out,
    detach,
    ...period
  },
  ({ detach, format, out, ...fields }) =>
    Effect.gen(function* () {
      if (detach) return yield* handedOver(out, { of: "journal", format, ...said(fields) })
      const { client } = yield* session
      yield* save(out, piecesOf(client.exports.journal({ format, ...said(fields) })))
    })
).pipe(
  Command.withDescription("The books, for another program"),
  Command.withExamples([
    { command: "tessera export journal --out books.csv" },
    {
      command: "tessera export journal --format hledger --from 2026-11-01 -o books.journal"
    }
  ])
)

export const exportCommand = Command.make("export").pipe(
  Command.withDescription("Exports: operations, entries, and the books"),
  Command.withShortDescription("Exports: operations, entries, journal"),
  Command.withSubcommands([operations, entries, journal])
)
