/**
 * Keys of clients: made, exchanged and taken out, by operations of the ledger.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Client, type ClientKey, faultsOf, type Network } from "@tessera/core"
import { problem, type Problem } from "../api/Problem.ts"
import type { Caller } from "../Caller.ts"
import { seesOutlet } from "../rows.ts"
import type { Looked } from "./AccessRecords.ts"
import { apiKeyHash, makeApiKey } from "./apiKey.ts"
import { replaced, type Why } from "./committed.ts"
import { type AccessGround, orUnavailable } from "./ground.ts"
import { randomText } from "./secrets.ts"

/** A key that was made: shown once. */
export interface MadeKey {
  /** By which it is taken out. */
  readonly id: string
  readonly key: Redacted.Redacted
}

/** A client as it is first known. */
export type NewClient = Pick<Client, "scopes" | "owner" | "outlet">

const encoded = Schema.encodeUnknownResult(Client, { errors: "all" })

/** As it stands in a configuration; or why it is no client, of which an id or a scope was sent. */
const plain = (client: Omit<Client, "id"> & { readonly id: string }): object | Problem =>
  Result.match(encoded(client), {
    onSuccess: (document): object | Problem => document,
    onFailure: ({ issue }) => problem("invalid", { members: { errors: faultsOf(issue) } })
  })

/** By any name: what was sent need not be one. */
const clientNamed = ({ clients }: Network, id: string): Client | undefined => {
  const all: ReadonlyMap<string, Client> = clients
  return all.get(id)
}

/** Whether a client belongs to places that a caller may see. */
const seesClient = (
  network: Network,
  caller: Pick<Caller, "rows">,
  { outlet, owner }: Pick<Client, "outlet" | "owner">
): boolean =>
  outlet === undefined
    ? seesOutlet(caller, { owner, outlet: undefined })
    : seesOutlet(caller, { owner: network.outlets.get(outlet)?.owner, outlet })

/** One, and while it is exchanged another. */
const mostKeys = 2

const tooMany = problem("invalid", {
  members: { errors: [{ path: ["keys"], message: "Expected fewer than two keys: take one out first" }] }
})

/** Nobody would ever call with it. */
const endedAlready = problem("invalid", {
  members: { errors: [{ path: ["expiresAt"], message: "Expected an instant that is still to come" }] }
})

/** What a client that is new may do, has to be said. */
const noScopes = problem("invalid", {
  members: { errors: [{ path: ["scopes"], message: "Expected scopes: there is no such client yet" }] }
})

/** A key for one that is there may what the client may: who asks for something else would be given more than they meant, or less. */
const otherScopes = problem("invalid", {
  members: {
    errors: [{ path: ["scopes"], message: "Expected none, or the client's own: it is there already" }]
  }
})

const isAsAsked = ({ outlet, owner, scopes }: Client, asked: NewClient): boolean =>
  scopes.every((one) => asked.scopes.includes(one)) &&
  asked.scopes.every((one) => scopes.includes(one)) &&
  (asked.owner ?? owner) === owner &&
  (asked.outlet ?? outlet) === outlet

/** Whether the caller may change the client: who is kept to places changes those of the places, and makes no new ones. */
const theirs = Effect.fnUntraced(function* (
  ground: AccessGround,
  { rows }: Pick<Caller, "rows">,
  client: string
) {
  if (Object.values(rows).every((some) => some === undefined)) return
  const network = yield* ground.ledger.networkNow()
  const known = clientNamed(network, client)
  if (known === undefined || rows.accounts !== undefined || !seesClient(network, { rows }, known))
    return yield* Effect.fail(problem("not_found"))
})

export const apiKeysOn = (ground: AccessGround) => {
  /** Makes a key for a client, which is made with it if it is new. With two keys already, one has to be taken out first. */
  const add = (
    caller: Pick<Caller, "rows">,
    client: string,
    why: Why & { readonly client?: NewClient; readonly expiresAt?: number }
  ): Effect.Effect<MadeKey, Problem> => {
    const { client: made, expiresAt, ...rest } = why
    const key = makeApiKey(ground.options.mode)
    const id = `key_${randomText(9)}`
    const entry: ClientKey = { id, sha256: apiKeyHash(key), ...(expiresAt !== undefined && { expiresAt }) }
    const to =
      (at: number) =>
      (network: Network): object | Problem | undefined => {
        if (expiresAt !== undefined && expiresAt <= at) return endedAlready
        const known = clientNamed(network, client)
        const keys = (known?.keys ?? []).filter((one) => one.expiresAt === undefined || one.expiresAt > at)
        if (known !== undefined && made !== undefined && !isAsAsked(known, made)) return otherScopes
        if (keys.length >= mostKeys) return tooMany
        if (known !== undefined) return plain({ ...known, keys: [...keys, entry] })
        return made === undefined ? noScopes : plain({ id: client, ...made, keys: [entry] })
      }
    return orUnavailable(
      Effect.as(
        Effect.andThen(
          theirs(ground, caller, client),
          Effect.flatMap(Clock.currentTimeMillis, (at) =>
            replaced(ground, { verb: "ChangeClient", id: client, to: to(at) }, rest)
          )
        ),
        { id, key }
      )
    )
  }

  /** Takes a key out: the next call with it is refused. */
  const revoke = (
    caller: Pick<Caller, "rows">,
    client: string,
    id: string,
    why: Why
  ): Effect.Effect<void, Problem> =>
    orUnavailable(
      Effect.andThen(
        theirs(ground, caller, client),
        replaced(
          ground,
          {
            verb: "ChangeClient",
            id: client,
            to: (network) => {
              const known = clientNamed(network, client)
              return known?.keys?.some((key) => key.id === id) === true
                ? plain({ ...known, keys: known.keys.filter((key) => key.id !== id) })
                : problem("not_found")
            }
          },
          why
        )
      )
    )

  /** When a key was used last, in milliseconds of the epoch and to ten minutes; nothing: never, or not in this record's memory. */
  const lastUsed = (client: string, id: string): Effect.Effect<number | undefined, Problem> =>
    orUnavailable(
      Effect.flatMap(Clock.currentTimeMillis, (at) =>
        ground.records.change(`used:${client}:${id}`, at, (text): Looked<number | undefined> => ({
          answer: text === undefined ? undefined : Number(text)
        }))
      )
    )

  return { add, revoke, lastUsed }
}
