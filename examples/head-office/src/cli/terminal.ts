/**
 * `tessera terminal`: the devices of the chain, looked at, added, and the codes by which they are enrolled.
 *
 * @module
 */
import type { FieldsOf } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { all, created, doneNamed, pageAfter, show } from "./ask.ts"
import { session } from "./Session.ts"
import { sheet, table } from "./Table.ts"
import { documentFile, documentOf, idempotencyKey, reason, underKey } from "./writing.ts"

type Terminal = FieldsOf<"ChangeTerminal">["to"]

const list = Command.make("list", {}, () =>
  Effect.gen(function* () {
    const { client } = yield* session
    const terminals = yield* all((after) => client.ask.terminals(pageAfter(after)))
    const columns = [
      { title: "ID", isWhole: true, of: ({ id }: Terminal) => id },
      { title: "OUTLET", of: ({ outlet }: Terminal) => outlet },
      { title: "KIND", of: ({ kind }: Terminal) => kind ?? "" },
      { title: "ENROLLED", of: ({ keys = [] }: Terminal) => (keys.length > 0 ? "yes" : "no") },
      { title: "ACTIVE", of: ({ active }: Terminal) => (active === false ? "no" : "yes") }
    ]
    yield* show(terminals, table(terminals, columns, "There are no terminals."))
  })
).pipe(Command.withDescription("All terminals"))

const instant = (at: number): string => new Date(at).toISOString()

/** A code by which a device is enrolled, with until when it is good. */
const pairingCode = (id: string) =>
  Effect.gen(function* () {
    const { client } = yield* session
    const answer = client.access.pairingCode({ id })
    const { code, expiresAt } = yield* doneNamed(
      `terminal ${id}`,
      answer,
      `ask again: tessera terminal pair ${id}`
    )
    return { code, until: instant(expiresAt) }
  })

const pairingText = (id: string, { code, until }: { readonly code: string; readonly until: string }) =>
  sheet([
    ["terminal", id],
    ["code", code],
    ["good until", `${until}, once`]
  ])

const pair = Command.make(
  "pair",
  { id: Argument.String("terminal").pipe(Argument.withDescription("Its id")) },
  ({ id }) =>
    Effect.gen(function* () {
      const code = yield* pairingCode(id)
      yield* show({ terminal: id, ...code }, pairingText(id, code))
    })
).pipe(Command.withDescription("A code by which a device is enrolled as a terminal"))

const create = Command.make(
  "create",
  {
    id: Argument.String("terminal").pipe(
      Argument.withDescription("Its id. Absent: that of the document"),
      Argument.optional
    ),
    file: documentFile,
    outlet: Flag.String("outlet").pipe(
      Flag.withDescription("Where it stands"),
      Flag.withMetavar("OUTLET"),
      Flag.optional
    ),
    kind: Flag.String("kind").pipe(
      Flag.withDescription("Such as till, kiosk or handheld"),
      Flag.withMetavar("KIND"),
      Flag.optional
    ),
    pairs: Flag.Boolean("pair").pipe(
      Flag.withDescription("Ask for a pairing code at once"),
      Flag.withDefault(false)
    ),
    reason: reason("a new terminal"),
    key: idempotencyKey
  },
  ({ file, key, pairs, reason, ...words }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const to = yield* documentOf<Terminal>(file, words)
      const receipt = yield* created(
        `Terminal ${to.id}`,
        client.changeTerminal({ to, version: 0, reason }, underKey(key))
      )
      const code = pairs ? yield* pairingCode(to.id) : undefined
      const made = `Terminal ${to.id} is there, at ${to.outlet}.`
      yield* show(
        { ...receipt, ...(code !== undefined && { pairing: code }) },
        code === undefined ? made : `${made}\n\n${pairingText(to.id, code)}`
      )
    })
).pipe(
  Command.withDescription("Adds a terminal"),
  Command.withExamples([
    { command: "tessera terminal create C3 --outlet Centre --kind till --pair" },
    { command: "tessera terminal create --file till.json" }
  ])
)

export const terminal = Command.make("terminal").pipe(
  Command.withDescription("Terminals: the devices that sell and pay"),
  Command.withShortDescription("Terminals: list, create, pair"),
  Command.withSubcommands([list, create, pair])
)
