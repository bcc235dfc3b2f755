/**
 * Clients: the programs of a web shop, an ERP or another server that call the ledger with a key.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ClientId, OutletId, OwnerId } from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"
import { Text } from "../values/Text.ts"
import { doubles, type Fault } from "./Fault.ts"

/** A key as the ledger knows it: enough to recognise it, and nothing to call with. */
export const ClientKey = Schema.Struct({
  id: Text(64).check(Schema.isMinLength(1)),
  /** SHA-256 of the key, in lower-case hexadecimal. A key is 256 random bits: nothing is gained by hashing it slowly. */
  sha256: Schema.String.check(
    Schema.isPattern(/^[0-9a-f]{64}$/, { expected: "64 hexadecimal digits in small letters" })
  ),
  /** From this instant on it is refused. Absent: it ends when it is taken out. */
  expiresAt: Schema.optionalKey(InstantText)
})
export type ClientKey = typeof ClientKey.Type

/** What somebody may do: a kind of thing and what is done with it, such as `redemptions:create`. */
const ScopeName = Schema.String.check(
  Schema.isPattern(/^(all|[a-z][a-zA-Z-]{0,39}:[a-z][a-zA-Z-]{0,39})$/, {
    expected: "resource:verb, such as redemptions:create, or all"
  })
)

export const Client = Schema.Struct({
  id: ClientId.check(
    Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
      expected: "1–64 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit"
    })
  ),
  /** One, and while it is exchanged a second. Absent: it cannot call. */
  keys: Schema.optionalKey(Schema.Array(ClientKey).check(Schema.isMaxLength(2))),
  scopes: Schema.Array(ScopeName).check(Schema.isMaxLength(100)),
  /** Whose outlets it sees and acts at. Absent: those of all owners. */
  owner: Schema.optionalKey(OwnerId),
  /** The only outlet that it sees and acts at. Absent: all of the owner's. */
  outlet: Schema.optionalKey(OutletId),
  /** A client that is not active is refused. Absent: active. */
  active: Schema.optionalKey(Schema.Boolean)
})
export type Client = typeof Client.Type

/** What is wrong with the keys of a client or a terminal: an id that is there twice. */
export const keyFaults = ({
  keys
}: {
  readonly keys?: ReadonlyArray<{ readonly id: string }>
}): ReadonlyArray<Fault> =>
  doubles(
    "keys",
    (keys ?? []).map(({ id }) => id)
  )
