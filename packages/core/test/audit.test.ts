/** Signed checkpoints, what they prove and refuse, and accounts in quarantine. */
import { createHash, generateKeyPairSync } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, it } from "@effect/vitest"
import {
  Audit,
  checkpointText,
  provesGrowth,
  provesOperation,
  readCheckpointText,
  readCommand,
  readConfiguration,
  readSignedCheckpoint,
  signatureFault,
  StoredValue,
  type TrailPart
} from "../src/index.ts"
import { checkpoint, compareWith } from "../src/checkpoint.ts"
import { proveOperation } from "../src/proofs.ts"
import { verify } from "../src/verify.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { isSigned, NodeSigner } from "../src/node/index.ts"
import { Store } from "../src/ports/index.ts"
import { servicesFor } from "../src/testing/secrets.ts"
import { type AccountId, ClientId, type OperationId, type OperatorId } from "../src/values/Ids.ts"

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const configuration = Result.getOrThrow(
  readConfiguration({
    tenant: "demo",
    zone: "Europe/Sofia",
    owners: [{ id: "hq", kind: "headOffice" }],
    outlets: [{ id: "S1", owner: "hq" }],
    operators: [{ id: "ana", role: "manager" }],
    programs: [
      {
        id: "member",
        version: 1,
        kind: "registered",
        asset: { code: "EUR", exponent: 2 },
        subWallets: [{ id: "main", funding: "paid" }],
        capabilities: { cashOut: true }
      }
    ]
  })
)

const privateKey = (): string => {
  const { privateKey } = generateKeyPairSync("ed25519")
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString()
}
const [lastYear, thisYear] = [privateKey(), privateKey()]

const place = { outlet: "S1", currency: "EUR" }
const tender = { kind: "cash" }
const issue = (card: string, amount = 5_000) => ({
  type: "Issue",
  key: `issue-${card}`,
  program: "member",
  card,
  ...place,
  amount,
  tender
})
const redeem = (key: string, card = "CARD1", amount = 100) => ({
  type: "Redeem",
  key,
  card,
  ...place,
  amount
})

const morning = 1_795_226_400_000

const send = Effect.fnUntraced(function* (sent: object, at = morning) {
  const outcome = yield* (yield* StoredValue).submit(
    ClientId.make("till"),
    Result.getOrThrow(readCommand(sent)),
    at
  )
  return outcome.outcome === "approved"
    ? { operation: outcome.receipt.operation as OperationId, outcome: "approved" }
    : {
        operation: undefined,
        outcome: outcome.outcome === "declined" ? outcome.decline._tag : outcome.outcome
      }
})

/** A ledger, and as many audits of it as there are keys. */
const below = StoredValue.layer(configuration).pipe(
  Layer.provideMerge(MemoryStore.layer),
  Layer.provideMerge(servicesFor(1))
)
const auditWith = (key: string, trusted: ReadonlyArray<string> = []) =>
  Effect.provide(
    Audit,
    Layer.fresh(
      Audit.layer(configuration, { trusted }).pipe(Layer.provide(NodeSigner.layer(Redacted.make(key))))
    )
  )
const onLedger = <A, E>(story: Effect.Effect<A, E, Layer.Success<typeof below>>) =>
  Effect.provide(story, Layer.fresh(below))

describe("a signed checkpoint", () => {
  it.effect("is kept by the ledger that goes on, and is checked without it, by whoever trusts its key", () =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        yield* send(issue("CARD1"))
        const document = yield* audit.checkpoint()
        yield* send(redeem("r1"))
        expect(yield* audit.compare(document)).toBeUndefined()
        expect((yield* audit.verify({ checkpoint: document })).failing).toEqual([])
        const kept = Result.getOrThrow(readSignedCheckpoint(JSON.parse(JSON.stringify(document))))
        expect(signatureFault(isSigned, kept, [audit.key.publicKey])).toBeUndefined()
        expect(signatureFault(isSigned, kept, [])).toMatch(/not trusted/)
        expect(audit.key.id).toMatch(/^[0-9a-f]{16}$/)
      })
    )
  )

  it.effect.each([
    ["another time", { takenAt: "2026-01-01T00:00:00.000Z" }],
    ["another ledger", { tenant: "other" }],
    ["another sequence", { shards: [] }],
    ["another signature", { signature: "AAAA" }],
    ["no signature", { signature: "" }]
  ] as const)("with %s was altered", ([_, change]) =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        yield* send(issue("CARD1"))
        const document = yield* audit.checkpoint()
        const changed = { ...document, ...change } as typeof document
        expect((yield* audit.compare(changed))?.why).toMatch(/it was altered/)
        expect((yield* audit.verify({ checkpoint: changed })).bad?.row).toBe("checkpoint")
        expect(yield* Effect.flip(audit.checkpoint({ since: changed }))).toMatchObject({
          _tag: "CheckpointRefused"
        })
      })
    )
  )

  it.effect("of last year's key is checked under that key, and refused once it is trusted no more", () =>
    onLedger(
      Effect.gen(function* () {
        yield* send(issue("CARD1"))
        const before = yield* auditWith(lastYear)
        const document = yield* before.checkpoint()
        const after = yield* auditWith(thisYear, [before.key.publicKey])
        expect(yield* after.compare(document)).toBeUndefined()
        expect((yield* after.checkpoint({ since: document })).key.id).toBe(after.key.id)
        const stranger = yield* auditWith(thisYear)
        expect((yield* stranger.compare(document))?.why).toContain(`the key ${before.key.id}`)
      })
    )
  )

  it.effect(
    "that goes on from an earlier one is the one that is taken anew, and reads only what came since",
    () =>
      onLedger(
        Effect.gen(function* () {
          const audit = yield* auditWith(thisYear)
          yield* send(issue("CARD1"))
          const first = yield* audit.checkpoint()
          for (let n = 0; n < 6; n++) yield* send(redeem(`r${n}`))
          const parts: Array<TrailPart> = []
          const second = yield* audit.checkpoint({ since: first, trail: (part) => void parts.push(part) })
          expect(second.shards).toEqual((yield* audit.checkpoint()).shards)
          expect(parts.map(({ after, hashes }) => [after, hashes.length])).toEqual([[1, 6 * 64]])
          const nothing = yield* audit.checkpoint({ since: second })
          expect(nothing.shards).toEqual(second.shards)
        })
      )
  )

  it.effect("is not gone on from by an older copy that has sold on since, and past it", () =>
    Effect.gen(function* () {
      const sold = (keys: ReadonlyArray<string>) =>
        Effect.andThen(
          send(issue("CARD1")),
          Effect.forEach(keys, (key) => send(redeem(key)))
        )
      for (const before of [1, 2, 3, 4, 7, 8]) {
        const lost = Array.from({ length: before }, (_, n) => `lost${n}`)
        const document = yield* onLedger(
          Effect.andThen(
            sold(lost),
            Effect.flatMap(auditWith(thisYear), (audit) => audit.checkpoint())
          )
        )
        const since = yield* onLedger(
          Effect.gen(function* () {
            yield* sold([...lost.slice(0, -1), "other", "more"])
            const audit = yield* auditWith(thisYear)
            return yield* Effect.flip(audit.checkpoint({ since: document }))
          })
        )
        expect(since).toMatchObject({
          _tag: "CheckpointRefused",
          why: expect.stringContaining("that went on")
        })
      }
    })
  )

  it.effect("as of an instant is the one that was taken then", () =>
    onLedger(
      Effect.gen(function* () {
        const store = yield* Store
        yield* send(issue("CARD1"))
        const then = yield* checkpoint(store)
        yield* send(redeem("r1"), morning + 60_000)
        expect(yield* checkpoint(store, { asOf: morning + 59_999 })).toEqual(then)
        expect(yield* checkpoint(store, { asOf: morning + 60_000 })).toEqual(yield* checkpoint(store))
        expect(yield* checkpoint(store)).not.toEqual(then)
      })
    )
  )

  it.effect("proves an operation that is in it, word for word, and that the ledger only grew since", () =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        const sent = [yield* send(issue("CARD1"))]
        const empty = yield* audit.checkpoint()
        for (let n = 0; n < 10; n++) sent.push(yield* send(redeem(`r${n}`)))
        const document = yield* audit.checkpoint()
        const late = yield* send(redeem("late"))
        for (const { operation } of sent) {
          const proof = operation && (yield* audit.prove(operation, document))
          if (!proof) throw new Error("there is no proof")
          expect(provesOperation(sha256, proof, document)).toBe(true)
          const says = proof.says.replace("=till", "=tall")
          expect(provesOperation(sha256, { ...proof, says }, document)).toBe(false)
          expect(provesOperation(sha256, { ...proof, operation: "op_other" }, document)).toBe(false)
          expect(provesOperation(sha256, proof, empty)).toBe(false)
        }
        expect(late.operation && (yield* audit.prove(late.operation, document))).toBeUndefined()
        const now = yield* audit.checkpoint()
        for (const earlier of [empty, document, now]) {
          const growth = yield* audit.proveGrowth(earlier, now)
          expect(provesGrowth(sha256, growth, earlier, now)).toBe(true)
          expect(provesGrowth(sha256, growth, earlier, empty)).toBe(false)
        }
        const wrong = {
          ...empty,
          shards: empty.shards.map((one) => ({ ...one, root: sha256("x"), edge: [sha256("x")] }))
        }
        expect(provesGrowth(sha256, yield* audit.proveGrowth(wrong, now), wrong, now)).toBe(false)
      })
    )
  )

  it.effect("proves with the hashes that were kept beside it what it proves without, and reads no more", () =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        yield* send(issue("CARD1"))
        const trail: Array<TrailPart> = []
        const keep = { trail: (part: TrailPart) => void trail.push(part) }
        const first = yield* audit.checkpoint(keep)
        const sent: Array<OperationId> = []
        for (let n = 0; n < 9; n++) sent.push((yield* send(redeem(`r${n}`))).operation ?? ("" as OperationId))
        const document = yield* audit.checkpoint({ ...keep, since: first })
        expect(trail.length).toBe(2)
        const store = yield* Store
        let read = 0
        const counting = Store.of({
          ...store,
          journal: (query) =>
            Effect.map(store.journal(query), (page) => {
              read += page.length
              return page
            })
        })
        for (const operation of sent) {
          const whole = yield* audit.prove(operation, document)
          read = 0
          expect(yield* proveOperation(counting, operation, document, { trail })).toEqual(whole)
          expect(read).toBe(1)
          // Parts of a trail that are missing, or of another ledger, are done without.
          for (const wrong of [
            trail.slice(1),
            trail.map((part) => ({ ...part, hashes: sha256("x").repeat(9) }))
          ])
            expect(yield* audit.prove(operation, document, { trail: wrong })).toEqual(whole)
        }
        expect(yield* audit.proveGrowth(first, document, { trail })).toEqual(
          yield* audit.proveGrowth(first, document)
        )
      })
    )
  )

  it.effect("commits to what the ledger was founded on, and says when it is another or gone", () =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        yield* send(issue("CARD1"))
        const document = yield* audit.checkpoint()
        const store = yield* Store
        for (const [stands, why] of [
          ["{}", "it is not as it was when the checkpoint was taken"],
          [undefined, "it is missing"]
        ] as const) {
          const altered = { ...store, audit: { ...store.audit, founding: () => Effect.succeed(stands) } }
          expect(yield* compareWith(altered, document)).toEqual({
            why: `what the ledger was founded on: ${why}`
          })
          expect((yield* verify(altered, { checkpoint: document })).failing).toEqual([
            { row: "founding", why }
          ])
          expect(checkpointText(sha256, yield* checkpoint(altered))).not.toBe(
            checkpointText(sha256, document)
          )
        }
        const { founding: _, ...earlier } = document
        expect(yield* compareWith(store, earlier)).toBeUndefined()
      })
    )
  )

  it.effect("has a short text that is read out and typed, and no other checkpoint's", () =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        yield* send(issue("CARD1"))
        const document = yield* audit.checkpoint()
        const text = checkpointText(sha256, document)
        expect(text).toMatch(/^([0-9A-F]{4}-){4}[0-9A-HJKMNP-TV-Z]$/)
        expect(readCheckpointText(text.toLowerCase().replaceAll("-", " "))).toBe(text)
        expect(
          readCheckpointText(`${text.slice(0, 2)}${text[2] === "0" ? "1" : "0"}${text.slice(3)}`)
        ).toBeUndefined()
        expect(readCheckpointText("")).toBeUndefined()
        yield* send(redeem("r1"))
        expect(checkpointText(sha256, yield* audit.checkpoint())).not.toBe(text)
      })
    )
  )
})

describe("an account in quarantine", () => {
  const accountOf = Effect.fnUntraced(function* (card: string) {
    const journal = yield* (yield* Store).journal({ shard: 0, after: 0, limit: 100 })
    const issued = journal.find(({ operation }) => operation.key === `issue-${card}`)
    return issued?.operation.account ?? ("" as AccountId)
  })
  const bad = (account: AccountId, why = "it was altered") => ({ row: "operation op_1", why, account })

  it.effect("moves nothing, not even what was held, while others go on; released, it moves again", () =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        for (const card of ["CARD1", "CARD2"]) yield* send(issue(card))
        yield* send({ ...redeem("h1"), type: "Hold" })
        yield* send({ ...redeem("h2"), type: "Hold" })
        yield* send(redeem("r1"))
        const account = yield* accountOf("CARD1")
        const failing = [bad(account), bad(account, "another thing")]
        const done = yield* audit.quarantine({ failing }, "ana" as OperatorId)
        expect(done).toMatchObject([{ account, isQuarantined: true, isKnown: false }])
        const outcomes = yield* Effect.forEach(
          [
            redeem("r2"),
            { type: "Load", key: "l1", card: "CARD1", ...place, amount: 100, tender },
            { type: "Capture", key: "c1", holdKey: "h1", ...place, amount: 100 },
            { type: "Refund", key: "f1", originalKey: "r1", ...place },
            { type: "Reverse", key: "v1", originalKey: "r1", outlet: "S1", reason: "malfunction" },
            {
              type: "Adjust",
              key: "a1",
              card: "CARD1",
              subWallet: "main",
              ...place,
              amount: 10,
              reason: "x"
            },
            { type: "CashOut", key: "o1", card: "CARD1", ...place, tender },
            { type: "Unfreeze", key: "u0", account, side: "credit", reason: "half" },
            { type: "Load", key: "l2", card: "CARD1", ...place, amount: 100, tender }
          ],
          (sent) => Effect.map(send(sent), ({ outcome }) => outcome)
        )
        const frozen = "AccountFrozen"
        expect(outcomes).toEqual([frozen, frozen, frozen, frozen, frozen, frozen, frozen, "approved", frozen])
        expect(yield* send({ type: "Release", key: "x1", outlet: "S1", holdKey: "h2" })).toMatchObject({
          outcome: "approved"
        })
        expect(yield* send(redeem("r3", "CARD2"))).toMatchObject({ outcome: "approved" })
        yield* send({ type: "Unfreeze", key: "u1", account, reason: "looked into" })
        for (const sent of [
          redeem("r4"),
          { type: "Capture", key: "c2", holdKey: "h1", ...place, amount: 100 }
        ])
          expect(yield* send(sent)).toMatchObject({ outcome: "approved" })
        expect((yield* audit.verify()).failing).toEqual([])
      })
    )
  )

  it.effect(
    "stands in the journal with who and why, once for each finding; released for one, it is set apart for another",
    () =>
      onLedger(
        Effect.gen(function* () {
          const audit = yield* auditWith(thisYear)
          yield* send(issue("CARD1"))
          const account = yield* accountOf("CARD1")
          const found = { failing: [bad(account)] }
          yield* audit.quarantine(found, "ana" as OperatorId)
          yield* send({ type: "Unfreeze", key: "u1", account, reason: "looked into" })
          expect(yield* audit.quarantine(found, "bob" as OperatorId)).toMatchObject([{ isKnown: true }])
          expect(yield* send(redeem("r1"))).toMatchObject({ outcome: "approved" })
          yield* audit.quarantine({ failing: [bad(account, "it was altered again")] })
          expect(yield* send(redeem("r2"))).toMatchObject({ outcome: "AccountFrozen" })
          const journal = yield* (yield* Store).journal({ shard: 0, after: 0, limit: 100 })
          const freezes = journal.filter(({ operation }) => operation.verb === "Freeze")
          expect(freezes.map(({ operation }) => operation.operator)).toEqual(["ana", undefined])
          expect(freezes[0]?.operation.asked).toContain("quarantined: operation op_1: it was altered")
        })
      )
  )

  it.effect("that is not known is said not to be, and nothing is set apart where nothing is bad", () =>
    onLedger(
      Effect.gen(function* () {
        const audit = yield* auditWith(thisYear)
        const done = yield* audit.quarantine({
          failing: [bad("acc_none" as AccountId), { row: "shard 0", why: "x" }]
        })
        expect(done).toMatchObject([{ account: "acc_none", isQuarantined: false, why: "CardUnknown" }])
        expect(yield* audit.quarantine(yield* audit.verify())).toEqual([])
      })
    )
  )
})
