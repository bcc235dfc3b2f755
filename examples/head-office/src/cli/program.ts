/**
 * `tessera program`: the terms under which value is issued, looked at and added.
 *
 * @module
 */
import type { FieldsOf } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { all, created, foundNamed, pageAfter, show } from "./ask.ts"
import { session } from "./Session.ts"
import { sheet, table } from "./Table.ts"
import { documentFile, documentOf, idempotencyKey, reason, underKey } from "./writing.ts"

type Program = FieldsOf<"ChangeProgram">["to"]

const assetText = ({ asset: { code, exponent } }: Program): string => `${code} (${exponent} decimals)`

const validityText = ({ validity }: Program["subWallets"][number]): string =>
  validity === undefined
    ? "for ever"
    : Object.entries(validity)
        .map(([name, value]) => (name === "from" ? `from ${String(value)}` : `${String(value)} ${name}`))
        .join(", ")

const list = Command.make("list", {}, () =>
  Effect.gen(function* () {
    const { client } = yield* session
    const programs = yield* all((after) => client.ask.programs(pageAfter(after)))
    const columns = [
      { title: "ID", isWhole: true, of: ({ id }: Program) => id },
      { title: "VERSION", of: ({ version }: Program) => String(version), isRight: true },
      { title: "KIND", of: ({ kind }: Program) => kind },
      { title: "ASSET", of: assetText },
      { title: "SUB-WALLETS", of: ({ subWallets }: Program) => subWallets.map(({ id }) => id).join(", ") }
    ]
    yield* show(programs, table(programs, columns, "There are no programs."))
  })
).pipe(Command.withDescription("All programs, each in its newest version"))

const shown = Command.make(
  "show",
  { id: Argument.String("program").pipe(Argument.withDescription("Its id")) },
  ({ id }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const program = yield* foundNamed(`program ${id}`, client.ask.program({ id }))
      const facts = sheet([
        ["program", `${program.id}, version ${program.version}`],
        ["kind", program.kind],
        ["asset", assetText(program)],
        ["numbers", program.numbering && `${program.numbering.prefix}…, ${program.numbering.length} digits`],
        ["limits", program.limits?.map((limit) => limit.id).join(", ")]
      ])
      const subWallets = table(
        program.subWallets,
        [
          { title: "SUB-WALLET", of: (rule) => rule.id },
          { title: "FUNDING", of: (rule) => rule.funding },
          { title: "VALID", of: validityText }
        ],
        "It has no sub-wallets."
      )
      yield* show(program, `${facts}\n\n${subWallets}\n\nAll of its terms: tessera program show ${id} --json`)
    })
).pipe(Command.withDescription("The terms of one program"))

/** A program of one sub-wallet that was paid for: the least that there is to say. */
const plain = { version: 1, subWallets: [{ id: "value", funding: "paid" }] }

const create = Command.make(
  "create",
  {
    id: Argument.String("program").pipe(
      Argument.withDescription("Its id. Absent: that of the document"),
      Argument.optional
    ),
    file: documentFile,
    kind: Flag.Literals("kind", ["bearer", "registered", "voucher"]).pipe(
      Flag.withMetavar("KIND"),
      Flag.withDescription("Of its cards"),
      Flag.optional
    ),
    currency: Flag.String("currency").pipe(
      Flag.withDescription("Code of what its cards hold, such as EUR"),
      Flag.withMetavar("CODE"),
      Flag.optional
    ),
    decimals: Flag.Int("decimals").pipe(
      Flag.withDescription("Digits behind the point. Absent: 2"),
      Flag.withDefault(2)
    ),
    reason: reason("a new program"),
    key: idempotencyKey
  },
  ({ currency, decimals, file, id, key, kind, reason }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const asset = Option.map(currency, (code) => ({ code, exponent: decimals }))
      const words = { ...(Option.isNone(file) && plain), id, kind, asset }
      const to = yield* documentOf<Program>(file, words)
      const receipt = yield* created(
        `Program ${to.id}`,
        client.changeProgram({ to, version: 0, reason }, underKey(key))
      )
      yield* show(receipt, `Program ${to.id} is there, in version ${to.version}.`)
    })
).pipe(
  Command.withDescription("Adds a program: from a document, or a plain one from words"),
  Command.withExamples([
    {
      command: "tessera program create tea --kind bearer --currency EUR",
      description: "Gift cards in euros"
    },
    { command: "tessera program create --file member.json", description: "With all terms there are" }
  ])
)

export const program = Command.make("program").pipe(
  Command.withDescription("Programs: the terms under which value is issued"),
  Command.withShortDescription("Programs: list, show, create"),
  Command.withSubcommands([list, shown, create])
)
