/** The PostgreSQL store beyond its contract: faults, restarts, and a database that defends itself. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type FaultPointName, Store } from "@tessera/core/ports"
import { newSchema, servers, storeIn } from "../databases.ts"
import { aDay, found, hold, issue, redeem, send, serviceOn, sums } from "../sales.ts"

const asOwner = <A, E, R>(url: string, ask: (sql: PgClient.PgClient) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    return yield* ask(yield* PgClient.PgClient)
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })))

/** A day's ledger in a schema of its own. */
const written = (url: string) =>
  Effect.gen(function* () {
    const schema = newSchema()
    const outcomes = yield* Effect.provide(
      Effect.forEach(aDay, (sent) => send(sent)),
      serviceOn(storeIn(url, schema))
    )
    expect(outcomes).toEqual(Array(4).fill("approved"))
    return schema
  })

/** Changes rows with the triggers out of the way, as somebody who owns the tables could. */
const tamper = (url: string, schema: string, statement: string) =>
  asOwner(url, (sql) =>
    sql.withTransaction(
      Effect.andThen(
        sql.unsafe("set local session_replication_role = replica"),
        sql.unsafe(statement.replaceAll("%", schema))
      )
    )
  )

describe.each(servers)("on PostgreSQL $release", ({ url }) => {
  describe("a fault in the middle of a commit", () => {
    it.live.each(["store.begun", "store.read", "store.decided", "store.written"] as const)(
      "at %s leaves nothing behind, and the next command goes through",
      (point) => {
        let armed = false
        const reach = (reached: FaultPointName) => {
          if (armed && reached === point) throw new Error(`a fault at ${point}`)
        }
        const story = Effect.gen(function* () {
          yield* send(issue("CARD1"))
          armed = true
          expect(yield* send(redeem("r1", 30_000))).toBe("StoreUnavailable")
          armed = false
          expect(yield* sums).toEqual(["cashClearing 100000", "liability -100000"])
          expect(yield* send(redeem("r1", 30_000))).toBe("approved")
          expect((yield* found).bad).toBeUndefined()
        })
        return Effect.provide(story, serviceOn(storeIn(url, newSchema()), reach))
      }
    )

    it.live.each(["store.read", "store.decided", "store.written"] as const)(
      "at %s of a batch from memory leaves nothing behind either",
      (point) => {
        let armed = false
        const reach = (reached: FaultPointName) => {
          if (armed && reached === point) throw new Error(`a fault at ${point}`)
        }
        const story = Effect.gen(function* () {
          yield* send(issue("CARD1"))
          armed = true
          expect(yield* send(redeem("r1", 30_000))).toBe("StoreUnavailable")
          armed = false
          expect(yield* sums).toEqual(["cashClearing 100000", "liability -100000"])
          expect(yield* send(redeem("r1", 30_000))).toBe("approved")
          expect((yield* found).bad).toBeUndefined()
        })
        return Effect.provide(story, serviceOn(storeIn(url, newSchema(), { foreseenAfter: 0 }), reach))
      }
    )

    it.live.each([16, 0])(
      "after the commit leaves the caller in doubt, and the same key finds out: foreseen after %d",
      (after) => {
        let armed = false
        const reach = (reached: FaultPointName) => {
          if (armed && reached === "store.committed") throw new Error("the answer is lost")
        }
        const story = Effect.gen(function* () {
          yield* send(issue("CARD1"))
          armed = true
          expect(yield* send(redeem("r1", 30_000))).toBe("inDoubt")
          armed = false
          expect(yield* send(redeem("r1", 30_000))).toBe("approved")
          expect(yield* sums).toContain("merchantPayable -30000")
          expect((yield* found).bad).toBeUndefined()
        })
        return Effect.provide(story, serviceOn(storeIn(url, newSchema(), { foreseenAfter: after }), reach))
      }
    )
  })

  it.live("a shard that somebody else holds is waited for once, not command by command", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const begun: Array<FaultPointName> = []
      const reach = (point: FaultPointName) => {
        if (point === "store.begun") begun.push(point)
      }
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        begun.length = 0
        const outcomes = yield* asOwner(url, (sql) =>
          sql.withTransaction(
            Effect.andThen(
              sql.unsafe(`select * from ${schema}.ledger for update`),
              Effect.all(
                Array.from({ length: 20 }, (_, n) => send(redeem(`r${n}`, 1))),
                { concurrency: "unbounded" }
              )
            )
          )
        )
        expect(new Set(outcomes)).toEqual(new Set(["StoreUnavailable"]))
        // The first came alone, the others as one batch.
        expect(begun.length).toBeLessThanOrEqual(2)
        expect(yield* send(redeem("r0", 1))).toBe("approved")
      })
      yield* Effect.provide(story, serviceOn(storeIn(url, schema, { shards: 1, lockTimeout: 300 }), reach))
    })
  )

  describe("a ledger", () => {
    it.live("verifies, and gives the same view after it was opened again", () =>
      Effect.gen(function* () {
        const schema = yield* written(url)
        const story = Effect.gen(function* () {
          expect(yield* found).toMatchObject({ operations: 4, wallets: 2, failing: [] })
          expect(yield* send(hold("h1"))).toBe("approved")
          expect(yield* send(redeem("r2", 70_000))).toBe("declined")
          expect(yield* send(redeem("r3", 65_000))).toBe("approved")
        })
        yield* Effect.provide(story, serviceOn(storeIn(url, schema)))
        expect((yield* Effect.provide(found, serviceOn(storeIn(url, schema)))).operations).toBe(6)
      })
    )

    it.live.each([
      ["update %.operation set outcome = '{}'", "append-only"],
      ["delete from %.operation", "append-only"],
      ["truncate %.operation", "append-only"],
      ["update %.posting set amount = amount + 1", "append-only"],
      ["delete from %.posting", "append-only"],
      ["update %.link set hash = previous", "append-only"],
      ["delete from %.link", "append-only"],
      ["insert into %.operation select * from %.operation", "duplicate key"],
      ["update %.ledger set recorded_at = -1", "never goes back"],
      ["update %.ledger set sequence = sequence + 1", "gap"],
      ["delete from %.ledger", "never deleted"],
      ["update %.wallet set held = ledger + 1", "check constraint"],
      ["update %.wallet set ledger = -1", "check constraint"],
      ["update %.wallet set ledger = 9007199254740992", "check constraint"],
      ["update %.wallet set receivable = -1", "check constraint"],
      ["update %.wallet set document = '[]'", "check constraint"],
      ["update %.account set status = 'happy'", "check constraint"],
      ["update %.card set account = 'nobody'", "foreign key"],
      [
        "insert into %.posting values ('t1', 0, 4, 9, 'receivable', null, null, null, null, null, null, 'CNY', 1)",
        "check constraint"
      ]
    ] as const)("refuses: %s", ([statement, why]) =>
      Effect.gen(function* () {
        const schema = yield* written(url)
        const failed = yield* Effect.flip(
          asOwner(url, (sql) => sql.unsafe(statement.replaceAll("%", schema)))
        )
        const { cause } = (failed as { reason: { cause: unknown } }).reason
        expect(String(cause)).toContain(why)
      })
    )

    it.live.each([
      ["update %.operation set entry = replace(entry, '30000', '20000') where key = 'r1'", "operation"],
      ["update %.operation set operator = 'somebody' where key = 'r1'", "operation"],
      ["update %.link set hash = upper(hash) where version = 2", "operation"],
      ["delete from %.link where version = 2", "operation"],
      ["delete from %.operation where key = 'r1'", "link"],
      ["update %.wallet set document = replace(document::text, '70000', '70001')::json", "wallet"],
      ["update %.wallet set version = version + 1", "wallet"],
      ["update %.account set holder = 'somebody else'", "account"],
      ["update %.card set status = 'lost'", "card"],
      ["update %.posting set amount = amount * 2", "operation"],
      ["delete from %.posting where amount = 30000", "operation"],
      ["delete from %.wallet where ledger = 70000", "wallet"]
    ] as const)("finds what somebody did who owns the tables: %s", ([statement, row]) =>
      Effect.gen(function* () {
        const schema = yield* written(url)
        yield* tamper(url, schema, statement)
        const { bad } = yield* Effect.provide(found, serviceOn(storeIn(url, schema)))
        expect(bad?.row.split(" ")[0]).toBe(row)
      })
    )

    // It takes its time to write them, and the driver is the same for both releases.
    const onNewest = url === servers[0]?.url ? it.live : undefined
    onNewest?.("of the largest sales that a till may send is read page by page like any other", () =>
      Effect.gen(function* () {
        const basket = Array.from({ length: 200 }, (_, n) => ({
          category: "food",
          amount: 1,
          sku: String(n).padEnd(64, "-")
        }))
        const notes = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`n${n}`, "漢".repeat(500)]))
        const large = { lines: basket, metadata: notes }
        const sales = Array.from({ length: 90 }, (_, n) => ({ ...redeem(`r${n}`, 200), ...large }))
        const story = Effect.gen(function* () {
          yield* send(issue("CARD1"))
          const outcomes = yield* Effect.all(
            sales.map((sale, n) => send(sale, `till${n}`)),
            { concurrency: "unbounded" }
          )
          expect(new Set(outcomes)).toEqual(new Set(["approved"]))
          const { journal } = yield* Store
          expect(yield* journal({ shard: 0, after: 0, limit: 1_000 })).toHaveLength(91)
          expect(yield* found).toMatchObject({ operations: 91, failing: [] })
        })
        yield* Effect.provide(story, serviceOn(storeIn(url, newSchema(), { shards: 1 })))
      })
    )

    it.live("has views in which the accountant finds what the store says", () =>
      Effect.gen(function* () {
        const schema = yield* written(url)
        const rows = (question: string) => asOwner(url, (sql) => sql.unsafe(question.replaceAll("%", schema)))
        expect(
          yield* rows(
            "select sub_wallet, sum(ledger)::text as ledger, sum(held)::text as held from %.sub_wallet_balance group by 1"
          )
        ).toEqual([{ sub_wallet: "main", ledger: "170000", held: "5000" }])
        expect(yield* rows("select program, asset, outstanding::text from %.outstanding_liability")).toEqual([
          { program: "member", asset: "CNY", outstanding: "170000" }
        ])
        expect(yield* rows("select account, amount::text from %.trial_balance order by account")).toEqual([
          { account: "cashClearing", amount: "200000" },
          { account: "liability", amount: "-170000" },
          { account: "merchantPayable", amount: "-30000" }
        ])
        expect(
          yield* rows(
            "select verb, sum(debit)::text as debit, sum(credit)::text as credit from %.journal group by verb order by verb"
          )
        ).toEqual([
          { verb: "Issue", debit: "200000", credit: "200000" },
          { verb: "Redeem", debit: "30000", credit: "30000" }
        ])
      })
    )
  })
})
