/**
 * Which clearing terms count for a load and for a redemption: the first that fit, as of the day that matters.
 *
 * @module
 */
import type { Agreement, ClearingTerms, Collection } from "../network/ClearingTerms.ts"
import { isListed } from "../program/SpendRule.ts"
import type { OwnerId, ProgramId } from "../values/Ids.ts"

const hasBegun = (from: string | undefined, date: string): boolean => from === undefined || from <= date

/** How what a loader takes for a program is collected, for value that was loaded on a date. */
export const collectionOf = (
  { collections }: ClearingTerms,
  loaded: { readonly loader: OwnerId; readonly program: ProgramId; readonly on: string }
): Collection | undefined =>
  collections?.find(
    ({ from, loaders, programs }) =>
      isListed(loaders, loaded.loader) && isListed(programs, loaded.program) && hasBegun(from, loaded.on)
  )

/** What was accepted, where, and on which business date. */
export interface Acceptance {
  readonly acceptor: OwnerId
  readonly loader: OwnerId | undefined
  readonly program: ProgramId
  readonly category: string | undefined
  readonly on: string
}

/** By which agreement value is accepted. */
export const agreementOf = (
  { agreements }: ClearingTerms,
  { acceptor, category, loader, on, program }: Acceptance
): Agreement | undefined =>
  agreements?.find(
    ({ acceptors, categories, from, loaders, programs }) =>
      isListed(acceptors, acceptor) &&
      isListed(loaders, loader) &&
      isListed(programs, program) &&
      isListed(categories, category) &&
      hasBegun(from, on)
  )
