/**
 * `tessera key`: keys by which programs call the head office: listed, made and shown once, taken out.
 *
 * @module
 */
import { rmSync, writeFileSync } from "node:fs"
import type { FieldsOf } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { all, done, doneNamed, pageAfter, show } from "./ask.ts"
import { unusable } from "./Ended.ts"
import { session } from "./Session.ts"
import { sheet, table } from "./Table.ts"
import { reason } from "./writing.ts"

type Client = FieldsOf<"ChangeClient">["to"]

/** A key of a client, or a client that has none. */
interface Row {
  readonly client: Client
  readonly key?: NonNullable<Client["keys"]>[number]
}

const rowsOf = (client: Client): ReadonlyArray<Row> =>
  (client.keys ?? []).length === 0 ? [{ client }] : (client.keys ?? []).map((key) => ({ client, key }))

const placeOf = ({ outlet, owner }: Client): string => outlet ?? owner ?? "all"

const columns = [
  { title: "CLIENT", isWhole: true, of: ({ client }: Row) => client.id },
  { title: "KEY", isWhole: true, of: ({ key }: Row) => key?.id ?? "none" },
  { title: "ENDS", of: ({ key }: Row) => key?.expiresAt ?? "" },
  { title: "SEES", of: ({ client }: Row) => placeOf(client) },
  { title: "ACTIVE", of: ({ client }: Row) => (client.active === false ? "no" : "yes") },
  { title: "SCOPES", of: ({ client }: Row) => client.scopes.join(" ") }
]

const list = Command.make("list", {}, () =>
  Effect.gen(function* () {
    const { client } = yield* session
    const clients = yield* all((after) => client.ask.clients(pageAfter(after)))
    yield* show(
      clients,
      table(
        clients.flatMap((one) => rowsOf(one)),
        columns,
        "There are no clients."
      )
    )
  })
).pipe(Command.withDescription("Clients, and their keys as hashes"))

const clientId = Argument.String("client").pipe(Argument.withDescription("The program that calls with it"))

/** A new file for its owner alone. It is there before the key is: a key that cannot be written down would be lost. */
const reserve = (file: string) =>
  Effect.try({
    try: () => writeFileSync(file, "", { mode: 0o600, flag: "wx" }),
    catch: (cause) => unusable(`--out: ${cause instanceof Error ? cause.message : String(cause)}`)
  })

const create = Command.make(
  "create",
  {
    id: clientId,
    scopes: Flag.String("scope").pipe(
      Flag.withDescription("What a new client may do; as often as it takes"),
      Flag.withMetavar("RESOURCE:VERB"),
      Flag.atLeast(0)
    ),
    expires: Flag.String("expires").pipe(
      Flag.withDescription("When it ends by itself: 2027-12-31T00:00:00Z"),
      Flag.withMetavar("INSTANT"),
      Flag.optional
    ),
    out: Flag.String("out").pipe(
      Flag.withDescription("A new file for the key, which is then not shown"),
      Flag.withMetavar("FILE"),
      Flag.optional
    ),
    reason: reason("a new key")
  },
  ({ expires, id, out, reason, scopes }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      if (Option.isSome(out)) yield* reserve(out.value)
      const sent = {
        id,
        reason,
        ...(Option.isSome(expires) && { expiresAt: expires.value }),
        ...(scopes.length > 0 && { scopes })
      }
      const made = yield* done(
        client.access.makeKey(sent),
        "look at tessera key list, and revoke a key that nobody has"
      ).pipe(Effect.onError(() => Effect.sync(() => Option.isSome(out) && rmSync(out.value))))
      if (Option.isSome(out)) writeFileSync(out.value, `${made.key}\n`)
      const shown = Option.isSome(out) ? { id: made.id, file: out.value } : made
      yield* show(
        { client: id, ...shown },
        sheet([
          ["client", id],
          ["key id", made.id],
          Option.isSome(out)
            ? ["key", `in ${out.value}`]
            : ["key", `${made.key}\n\nIt is shown this once: put it where secrets are kept.`]
        ])
      )
    })
).pipe(
  Command.withDescription("Makes a key, and its client if it is new. It is shown once"),
  Command.withExamples([
    { command: "tessera key create web-shop --scope redemptions:create --scope balances:read" },
    {
      command: "tessera key create web-shop --out web-shop.key",
      description: "A second key, to exchange the first"
    }
  ])
)

const revoke = Command.make(
  "revoke",
  {
    id: clientId,
    key: Argument.String("key").pipe(Argument.withDescription("The id of the key, as `key list` shows it")),
    reason: reason("not needed any more")
  },
  ({ id, key, reason }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      yield* doneNamed(
        `key ${key} of ${id}`,
        client.access.revokeKey({ id, key, reason }),
        "look at tessera key list"
      )
      yield* show({ client: id, key, revoked: true }, `Key ${key} of ${id} is taken out.`)
    })
).pipe(Command.withDescription("Takes a key out: it is refused from the next call on"))

export const key = Command.make("key").pipe(
  Command.withDescription("Keys by which programs call"),
  Command.withShortDescription("Keys of programs: list, create, revoke"),
  Command.withSubcommands([list, create, revoke])
)
