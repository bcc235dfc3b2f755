/**
 * The contacts port: where the holder of an account wants to be told, and in which language.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { AccountId } from "../values/Ids.ts"

/** The records of holders could not be asked. */
export class ContactsUnavailable extends Schema.TaggedError<ContactsUnavailable>()("ContactsUnavailable", {
  cause: Schema.Defect()
}) {}

/** Where a holder can be reached. */
export interface Contact {
  readonly name?: string
  /** In E.164, as `+359888123456`. */
  readonly phone?: string
  readonly email?: string
  /** A language of the texts, such as `bg`. Absent: the messenger's own. */
  readonly language?: string
}

export class Contacts extends Context.Service<
  Contacts,
  {
    /** The contact of an account's holder; none where nobody is known, or nobody wants to be told. */
    readonly find: (account: AccountId) => Effect.Effect<Option.Option<Contact>, ContactsUnavailable>
  }
>()("@tessera/core/ports/Contacts") {}
