/**
 * The network after changes: what was founded, with every document that was changed since in its place.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Program } from "../program/Program.ts"
import { Lock } from "./BookTerms.ts"
import { Client } from "./Client.ts"
import type { Configuration } from "./Configuration.ts"
import { type Network, networkOf } from "./Network.ts"
import { Operator } from "./Operator.ts"
import { Outlet } from "./Outlet.ts"
import { Owner } from "./Owner.ts"
import { type PartChange, type PartDocument, type PartName, TenantTerms } from "./Part.ts"
import { Terminal } from "./Terminal.ts"

const readTerms = Schema.decodeUnknownSync(TenantTerms)
const readOwner = Schema.decodeUnknownSync(Owner)
const readOutlet = Schema.decodeUnknownSync(Outlet)
const readTerminal = Schema.decodeUnknownSync(Terminal)
const readOperator = Schema.decodeUnknownSync(Operator)
const readClient = Schema.decodeUnknownSync(Client)
const readProgram = Schema.decodeUnknownSync(Program)
const readLock = Schema.decodeUnknownSync(Lock)

/** In the place of the one with the same id, or at the end. */
const placed = <A extends { readonly id: string }>(
  all: ReadonlyArray<A> | undefined,
  document: A
): ReadonlyArray<A> => {
  const known = all ?? []
  const at = known.findIndex(({ id }) => id === document.id)
  return at < 0 ? [...known, document] : known.with(at, document)
}

const withChange = (before: Configuration, { after, part }: PartChange): Configuration => {
  const { books, clients, operators, outlets, owners, programs, tenant, terminals } = before
  switch (part) {
    case "tenant":
      return {
        ...readTerms(after),
        tenant,
        owners,
        outlets,
        programs,
        ...(terminals && { terminals }),
        ...(operators && { operators }),
        ...(clients && { clients }),
        ...(books && { books })
      }
    case "owner":
      return { ...before, owners: placed(owners, readOwner(after)) }
    case "outlet":
      return { ...before, outlets: placed(outlets, readOutlet(after)) }
    case "terminal":
      return { ...before, terminals: placed(terminals, readTerminal(after)) }
    case "operator":
      return { ...before, operators: placed(operators, readOperator(after)) }
    case "client":
      return { ...before, clients: placed(clients, readClient(after)) }
    case "program":
      return { ...before, programs: [...programs, readProgram(after)] }
    case "books":
      return { ...before, books: readLock(after) }
  }
}

/** A part among all parts. */
export const nameOf = ({ id, part }: Pick<PartChange, "part" | "id">): string => `${part} ${id}`

/** The network after changes, in their order. */
export const changed = (network: Network, changes: ReadonlyArray<PartChange>): Network =>
  changes.length === 0
    ? network
    : networkOf(
        changes.reduce(withChange, network.configuration),
        network.version + changes.length,
        new Map([...network.versions, ...changes.map((one) => [nameOf(one), one.version] as const)])
      )

const found = <A>(all: ReadonlyMap<string, A>, id: string): A | undefined => all.get(id)

/** What the network has of a part, if it has it. */
export const documentOf = (network: Network, part: PartName, id: string): PartDocument | undefined => {
  switch (part) {
    case "tenant": {
      const { books, clients, operators, outlets, owners, programs, tenant, terminals, ...terms } =
        network.configuration
      return id === tenant ? terms : undefined
    }
    case "owner":
      return found(network.owners, id)
    case "outlet":
      return found(network.outlets, id)
    case "terminal":
      return found(network.terminals, id)
    case "operator":
      return found(network.operators, id)
    case "client":
      return found(network.clients, id)
    case "program":
      return found(network.programs, id)
    case "books":
      return id === network.tenant ? network.configuration.books : undefined
  }
}

/** The version of a part: 1 as it was founded, of a program that of its terms, and 0 while there is none. */
export const versionOf = (network: Network, part: PartName, id: string): number => {
  const document = documentOf(network, part, id)
  if (document === undefined) return 0
  return "version" in document ? document.version : (network.versions.get(nameOf({ part, id })) ?? 1)
}
