/**
 * Differences: what a configuration says otherwise than the ledger holds it, and what of that is a change.
 *
 * @module
 */
import { documentOf, nameOf, versionOf } from "./changed.ts"
import type { Configuration, Fault } from "./Configuration.ts"
import type { Network } from "./Network.ts"
import { type PartName, plainDocument } from "./Part.ts"
import { isActive, isSame, type Said, type SaidLast, sayings, termsVersion } from "./Said.ts"

/** What has to be changed for the ledger to be as a configuration says; `version` is the one that is changed. */
export interface Difference extends Said {
  readonly version: number
  /** It was changed by operation since a configuration said it last. */
  readonly isTouched: boolean
}

/** What is said just as it was said last time says nothing against what was changed by operation since. */
const ofPart = (network: Network, last: SaidLast, said: Said): ReadonlyArray<Difference> => {
  const { id, part } = said
  const document = documentOf(network, part, id)
  const held = document && plainDocument(part, document)
  const before = last.get(nameOf(said))?.document
  if (isSame(said.document, held) || isSame(said.document, before)) return []
  return [
    { ...said, version: versionOf(network, part, id), isTouched: held !== undefined && !isSame(held, before) }
  ]
}

/** What can be taken out of service: an owner and the terms of a program stay. */
const ending: ReadonlySet<PartName> = new Set(["outlet", "terminal", "operator", "client"])

/** What was said and is said no more is taken out of service. */
const ofLeftOut = (
  network: Network,
  last: SaidLast,
  said: ReadonlyArray<Said>
): ReadonlyArray<Difference> => {
  const there = new Set(said.map((one) => nameOf(one)))
  return [...last].flatMap(([name, { document: before, id, part }]): ReadonlyArray<Difference> => {
    const document = ending.has(part) && !there.has(name) ? documentOf(network, part, id) : undefined
    const held = document && plainDocument(part, document)
    if (document === undefined || held === undefined || !isActive(held) || !isActive(before)) return []
    const after = plainDocument(part, { ...document, active: false })
    const version = versionOf(network, part, id)
    return [{ part, id, path: [`${part}s`], document: after, version, isTouched: !isSame(held, before) }]
  })
}

/** Terms that are newer than those that the ledger holds are added, in their order. */
const ofTerms = (network: Network, terms: ReadonlyArray<Said>): ReadonlyArray<Difference> => {
  const reached = new Map<string, number>()
  return terms.flatMap((said): ReadonlyArray<Difference> => {
    const version = reached.get(said.id) ?? versionOf(network, "program", said.id)
    if (termsVersion(said.document) <= version) return []
    reached.set(said.id, termsVersion(said.document))
    return [{ ...said, version, isTouched: false }]
  })
}

/** Terms never change: a version that is known must be the same, and there is no way back to an older one. */
const faultsOfTerms = (network: Network, last: SaidLast, terms: ReadonlyArray<Said>): ReadonlyArray<Fault> =>
  terms.flatMap((said): ReadonlyArray<Fault> => {
    const { document, id, path } = said
    const version = termsVersion(document)
    const known = network.configuration.programs.find((one) => one.id === id && one.version === version)
    if (known !== undefined && !isSame(plainDocument("program", known), document))
      return [{ path, message: `Expected the terms that the ledger holds for version ${version} of ${id}` }]
    const newest = versionOf(network, "program", id)
    const isLast = terms.every((one) => one.id !== id || termsVersion(one.document) <= version)
    return isLast && version < newest && termsVersion(last.get(nameOf(said))?.document) !== version
      ? [
          {
            path: [...path, "version"],
            message: `Expected version ${newest}, which the ledger holds, or a newer one`
          }
        ]
      : []
  })

/** What of a configuration differs from the network, as far as it says it anew; and what of it can never be. */
export const differencesOf = (
  configuration: Configuration,
  last: SaidLast,
  network: Network
): { readonly differences: ReadonlyArray<Difference>; readonly faults: ReadonlyArray<Fault> } => {
  if (configuration.tenant !== network.tenant)
    return { differences: [], faults: [{ path: ["tenant"], message: `Expected ${network.tenant}` }] }
  const said = sayings(configuration)
  const terms = said.filter(({ part }) => part === "program")
  const others = said.filter(({ part }) => part !== "program")
  return {
    faults: faultsOfTerms(network, last, terms),
    differences: [
      ...others.flatMap((one) => ofPart(network, last, one)),
      ...ofTerms(network, terms),
      ...ofLeftOut(network, last, said)
    ]
  }
}
