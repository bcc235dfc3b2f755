/**
 * `tessera outlet`: the places of the chain, looked at and added.
 *
 * @module
 */
import type { FieldsOf } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { all, created, pageAfter, show } from "./ask.ts"
import { session } from "./Session.ts"
import { table } from "./Table.ts"
import { documentFile, documentOf, idempotencyKey, reason, underKey } from "./writing.ts"

type Outlet = FieldsOf<"ChangeOutlet">["to"]

const list = Command.make("list", {}, () =>
  Effect.gen(function* () {
    const { client } = yield* session
    const outlets = yield* all((after) => client.ask.outlets(pageAfter(after)))
    const columns = [
      { title: "ID", isWhole: true, of: ({ id }: Outlet) => id },
      { title: "NAME", of: ({ name }: Outlet) => name ?? "" },
      { title: "OWNER", of: ({ owner }: Outlet) => owner },
      { title: "DAY ENDS", of: ({ businessDayEndsAt }: Outlet) => businessDayEndsAt ?? "00:00" },
      { title: "ACTIVE", of: ({ active }: Outlet) => (active === false ? "no" : "yes") }
    ]
    yield* show(outlets, table(outlets, columns, "There are no outlets."))
  })
).pipe(Command.withDescription("All outlets"))

const create = Command.make(
  "create",
  {
    id: Argument.String("outlet").pipe(
      Argument.withDescription("Its id. Absent: that of the document"),
      Argument.optional
    ),
    file: documentFile,
    owner: Flag.String("owner").pipe(
      Flag.withDescription("Who runs it"),
      Flag.withMetavar("OWNER"),
      Flag.optional
    ),
    name: Flag.String("name").pipe(
      Flag.withDescription("What holders are told that it is called"),
      Flag.withMetavar("NAME"),
      Flag.optional
    ),
    zone: Flag.String("zone").pipe(
      Flag.withDescription("Time zone, such as Europe/Sofia. Absent: the tenant's"),
      Flag.withMetavar("ZONE"),
      Flag.optional
    ),
    businessDayEndsAt: Flag.String("day-ends").pipe(
      Flag.withDescription("When its trading day ends, such as 03:00"),
      Flag.withMetavar("HH:MM"),
      Flag.optional
    ),
    reason: reason("a new outlet"),
    key: idempotencyKey
  },
  ({ file, key, reason, ...words }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const to = yield* documentOf<Outlet>(file, words)
      const receipt = yield* created(
        `Outlet ${to.id}`,
        client.changeOutlet({ to, version: 0, reason }, underKey(key))
      )
      yield* show(receipt, `Outlet ${to.id} is there.`)
    })
).pipe(
  Command.withDescription("Opens an outlet"),
  Command.withExamples([
    { command: 'tessera outlet create Harbour --owner linden --name "Linden Tea, Harbour"' },
    { command: "tessera outlet create --file harbour.json" }
  ])
)

export const outlet = Command.make("outlet").pipe(
  Command.withDescription("Outlets: where value is loaded and spent"),
  Command.withShortDescription("Outlets: list, create"),
  Command.withSubcommands([list, create])
)
