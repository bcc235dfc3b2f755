/**
 * Contacts from the records of holders: an account's holder is told where the record says, once they have agreed to it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { HolderRecords } from "./HolderRecords.ts"
import type { Holder } from "./holder/Holder.ts"
import { type Contact, Contacts, ContactsUnavailable } from "./ports/Contacts.ts"
import { Store } from "./ports/Store.ts"
import type { AccountId } from "./values/Ids.ts"

const contactOf = ({ email, language, name, phones = [] }: Holder): Contact => ({
  ...(name !== undefined && { name }),
  ...(phones[0] !== undefined && { phone: phones[0] }),
  ...(email !== undefined && { email }),
  ...(language !== undefined && { language })
})

/** Whose account it is, and where they are told; the first number of a record is the one that messages go to. */
const make = Effect.gen(function* () {
  const store = yield* Store
  const holders = yield* HolderRecords
  const find = Effect.fnUntraced(function* (id: AccountId) {
    const { accounts } = yield* store.read({ cards: [], accounts: [id], operations: [], keys: [] })
    const holder = accounts.get(id)?.holder
    if (holder === undefined) return Option.none<Contact>()
    const got = yield* holders.get(holder)
    return got.outcome === "found" && got.holder.noticesSince !== undefined
      ? Option.some(contactOf(got.holder))
      : Option.none<Contact>()
  })
  return Contacts.of({
    find: (account) => Effect.mapError(find(account), (cause) => new ContactsUnavailable({ cause }))
  })
})

/** The contacts of the holders whose records are kept beside the ledger. Nobody is told who has not agreed (`noticesSince`). */
export const HolderContacts: { readonly layer: Layer.Layer<Contacts, never, HolderRecords | Store> } = {
  layer: Layer.effect(Contacts, make)
}
