/**
 * The blind index: keyed hashes by which a holder is found, and from which nobody reads a number, an address or a day.
 *
 * @module
 */
import type { HolderTerms } from "../network/HolderTerms.ts"
import type { TenantId } from "../values/Ids.ts"
import type { Mac } from "../values/Mac.ts"
import { beginningOf, type Occasion } from "./anniversaries.ts"
import type { Holder } from "./Holder.ts"

/** What a holder is found by. */
export type Trait = "phone" | "email" | Occasion

/** 128 bits tell any number of holders apart. */
const tokenLength = 32

/** One spelling of an address: nobody tells `Ana@` from `ana@`. */
export const emailOf = (text: string): string => text.trim().normalize("NFC").toLowerCase()

/** The occasions that come again every year under a tenant's terms. */
export const occasionsOf = (terms: HolderTerms = {}): ReadonlyArray<Occasion> => [
  "birthday",
  ...(terms.fields ?? [])
    .filter(({ anniversary }) => anniversary === true)
    .map(({ id }): Occasion => `fields.${id}`)
]

/** The keyed hash of one trait of a tenant's holders. */
export const tokenOf = (mac: Mac, tenant: TenantId, trait: Trait, value: string): string =>
  mac("holderIndex", JSON.stringify([tenant, trait, value])).slice(0, tokenLength)

/** The traits of a holder, each with its one spelling. */
const traitsOf = (holder: Holder, occasions: ReadonlyArray<Occasion>): ReadonlyArray<[Trait, string]> => [
  ...(holder.phones ?? []).map((phone): [Trait, string] => ["phone", phone]),
  ...(holder.email === undefined ? [] : [["email", emailOf(holder.email)] as [Trait, string]]),
  ...occasions.flatMap((occasion): ReadonlyArray<[Trait, string]> => {
    const beginning = beginningOf(holder, occasion)
    return beginning === undefined ? [] : [[occasion, beginning.slice(-5)]]
  })
]

/** Every token by which a holder is found. */
export const tokensOf = (
  mac: Mac,
  tenant: TenantId,
  holder: Holder,
  occasions: ReadonlyArray<Occasion>
): ReadonlyArray<string> =>
  traitsOf(holder, occasions).map(([trait, value]) => tokenOf(mac, tenant, trait, value))
