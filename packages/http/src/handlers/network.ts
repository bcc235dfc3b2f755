/**
 * The network as resources: each part with its version as ETag, and changes of it under the version that was seen.
 *
 * @module
 */
import { Configuration, type Network, type PartName, type Verb } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { notAsExpected } from "../answers.ts"
import { problem, type Problem } from "../api/Problem.ts"
import type { Sent } from "../body.ts"
import { type Answer, header, type Hearing } from "../Exchange.ts"
import { newestFirst, pageIn, pageOf, type PageAsked } from "../pages.ts"
import { documentIn, sees } from "../rows.ts"
import type { Adapt } from "./commands.ts"
import type { Ground } from "./Ground.ts"
import { answered, type Checking, type Handlers, notFound, paged } from "./questions.ts"

export const etagOf = (version: number): string => `"v${version}"`

const one =
  (part: PartName) =>
  ({
    asked,
    ground,
    hearing
  }: {
    asked: { id?: string }
    ground: Ground
    hearing: Hearing
  }): Effect.Effect<Answer, Problem> => {
    const { network } = ground.ledger
    const found = documentIn(network, part, asked.id ?? network.tenant)
    if (found === undefined || !sees(hearing.caller, network, part, found.document as object)) return notFound
    const etag = etagOf(found.version)
    return Effect.succeed(
      header(hearing.asked, "if-none-match") === etag
        ? { status: 304, headers: { etag }, body: "" }
        : answered(found.document, { etag })
    )
  }

const all =
  (part: PartName, idsOf: (network: Network) => Iterable<string>) =>
  ({
    asked,
    ground,
    hearing
  }: {
    asked: PageAsked
    ground: Ground
    hearing: Hearing
  }): Effect.Effect<Answer, Problem> => {
    const { network } = ground.ledger
    const documents = [...idsOf(network)]
      .flatMap((id) => documentIn(network, part, id)?.document ?? [])
      .filter((document) => sees(hearing.caller, network, part, document as object))
    return paged(pageOf(documents, asked), hearing)
  }

/** The whole network is for those who may see all of it. */
const seesAll: Checking = (_, { caller: { rows } }) =>
  Object.values(rows).some((some) => some !== undefined) ? problem("forbidden") : undefined

const encodeConfiguration = Schema.encodeSync(Configuration)

export const networkHandlers = {
  network: {
    check: seesAll,
    answer: ({ asked, ground: { ledger } }) =>
      Effect.map(ledger.networkAsOf({ type: "NetworkAsOf", ...asked }), ({ configuration, version }) =>
        answered({ version, configuration: encodeConfiguration(configuration) }, { etag: etagOf(version) })
      )
  },
  changes: {
    check: seesAll,
    answer: ({ asked: sent, ground: { ledger }, hearing }) => {
      const [page, asked] = pageIn(sent)
      return Effect.flatMap(ledger.changes({ type: "Changes", ...asked }), (found) =>
        paged(newestFirst(found, page), hearing)
      )
    }
  },
  tenant: { check: seesAll, answer: one("tenant") },
  owners: { answer: all("owner", ({ owners }) => owners.keys()) },
  owner: { answer: one("owner") },
  outlets: { answer: all("outlet", ({ outlets }) => outlets.keys()) },
  outlet: { answer: one("outlet") },
  terminals: { answer: all("terminal", ({ terminals }) => terminals.keys()) },
  terminal: { answer: one("terminal") },
  operators: { answer: all("operator", ({ operators }) => operators.keys()) },
  operator: { answer: one("operator") },
  clients: { answer: all("client", ({ clients }) => clients.keys()) },
  client: { answer: one("client") },
  programs: { answer: all("program", ({ programs }) => programs.keys()) },
  program: { answer: one("program") }
} as const satisfies Partial<Handlers>

const tagShape = /^"v(\d{1,9})"$/

/** The version that a caller has seen and wants to change; 0: it wants that there is none yet. */
export const versionSeen = (hearing: Hearing): number | Problem => {
  const [seen, unseen] = [header(hearing.asked, "if-match"), header(hearing.asked, "if-none-match")]
  if (seen === undefined) return unseen === "*" ? 0 : problem("version_missing")
  const [, version] = tagShape.exec(seen) ?? []
  return version === undefined
    ? notAsExpected([{ path: ["If-Match"], message: 'Expected the ETag of a version, such as "v7"' }], true)
    : Number(version)
}

const idIn = ({ to }: Sent): unknown =>
  typeof to === "object" && to !== null ? Reflect.get(to, "id") : undefined

/** The version comes from a header, and the document is the one that the address names. */
const changing: Adapt = (hearing, sent) => {
  if (Object.hasOwn(sent, "version"))
    return notAsExpected([{ path: ["version"], message: "Expected the version in If-Match" }], true)
  const version = versionSeen(hearing)
  if (typeof version !== "number") return version
  const { id } = hearing.inPath
  if (id !== undefined && idIn(sent) !== id)
    return notAsExpected(
      [{ path: ["to", "id"], message: "Expected the id that stands in the address" }],
      true
    )
  sent["version"] = version
  return undefined
}

/** The verbs that change the network. */
export const changingVerbs = {
  ChangeTenant: changing,
  ChangeOwner: changing,
  ChangeOutlet: changing,
  ChangeTerminal: changing,
  ChangeOperator: changing,
  ChangeClient: changing,
  ChangeProgram: changing
} as const satisfies Partial<Record<Verb, Adapt>>
