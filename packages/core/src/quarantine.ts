/**
 * Quarantine: what an audit finds bad is set apart, so that nothing moves on it, while everybody else goes on.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readCommand } from "./command/Command.ts"
import type { BadRow } from "./findings.ts"
import type { Sha256 } from "./journal/hashChain.ts"
import { systemClient } from "./journal/Operation.ts"
import type { StoredValue } from "./StoredValue.ts"
import type { Store } from "./ports/Store.ts"
import type { Verification } from "./verify.ts"
import { type AccountId, type Key, type OperatorId, scoped } from "./values/Ids.ts"

/** An account that was to be set apart, why, and whether it was. */
export interface Quarantined {
  readonly account: AccountId
  readonly bad: BadRow
  readonly isQuarantined: boolean
  /** The same finding has had this done before; if somebody has released the account since, it stays released. */
  readonly isKnown: boolean
  /** Why it could not be done. */
  readonly why?: string
}

const longest = 128

/** One finding of one account has one key, however often it is found. */
const keyOf = (sha256: Sha256, account: AccountId, { row, why }: BadRow): string =>
  `quarantine:${sha256(`${account}\n${row}\n${why}`).slice(0, 32)}`

/** The ledger, and its store. */
interface Ground {
  readonly service: StoredValue["Service"]
  readonly store: Store["Service"]
}

/** Who sets what apart, and why. */
interface Finding {
  readonly account: AccountId
  readonly bad: BadRow
  readonly operator: OperatorId | undefined
}

const freeze = Effect.fnUntraced(function* (
  service: StoredValue["Service"],
  key: string,
  { account, bad, operator }: Finding
) {
  const command = readCommand({
    type: "Freeze",
    key,
    account,
    quarantine: true,
    reason: `quarantined: ${bad.row}: ${bad.why}`.slice(0, longest),
    ...(operator !== undefined && { operator })
  })
  if (Result.isFailure(command))
    return { account, bad, isQuarantined: false, isKnown: false, why: "the account's id is none" }
  const ended = yield* Effect.result(service.submit(systemClient, command.success))
  if (Result.isFailure(ended))
    return { account, bad, isQuarantined: false, isKnown: false, why: ended.failure._tag }
  const { outcome } = ended.success
  return {
    account,
    bad,
    isQuarantined: outcome === "approved",
    isKnown: "replayed" in ended.success && ended.success.replayed,
    ...(outcome === "declined" && { why: ended.success.decline._tag }),
    ...(outcome === "inDoubt" && { why: outcome })
  }
})

const nothing = { cards: [], accounts: [], operations: [] }

/** Whether what has a key was done; nothing where nobody has tried it. */
const wasDone = (store: Store["Service"], key: string) =>
  Effect.map(store.read({ ...nothing, keys: [scoped(systemClient, key as Key)] }), ({ keys, operations }) => {
    const id = keys.get(scoped(systemClient, key as Key))
    return id === undefined ? undefined : operations.get(id)?.approved === true
  })

/** What somebody was refused is tried anew, for whoever asks now may have the right. What was done is done, by whomever. */
const setApart = Effect.fnUntraced(function* (ground: Ground, key: string, finding: Finding) {
  const { account, bad } = finding
  for (let n = 1; ; n++) {
    const once = n === 1 ? key : `${key}:${n}`
    const done = yield* Effect.result(wasDone(ground.store, once))
    if (Result.isFailure(done))
      return { account, bad, isQuarantined: false, isKnown: false, why: done.failure._tag }
    if (done.success === undefined) return yield* freeze(ground.service, once, finding)
    if (done.success) return { account, bad, isQuarantined: true, isKnown: true }
  }
})

/**
 * Sets every account apart in which something was found bad: it is frozen for everything, in the journal, with who and why,
 * until somebody releases it with `Unfreeze`. Done again for the same findings it changes nothing.
 */
export const quarantine = (
  ground: Ground,
  sha256: Sha256,
  { failing }: Pick<Verification, "failing">,
  operator?: OperatorId
): Effect.Effect<ReadonlyArray<Quarantined>> => {
  const first = new Map<AccountId, BadRow>()
  for (const bad of failing)
    if (bad.account !== undefined && !first.has(bad.account)) first.set(bad.account, bad)
  return Effect.forEach([...first], ([account, bad]) =>
    setApart(ground, keyOf(sha256, account, bad), { account, bad, operator })
  )
}
