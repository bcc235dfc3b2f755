/** The SQLite store beyond its contract: faults, restarts, and a database that defends itself. */
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { Ids, readCommand, StoredValue } from "@tessera/core"
import { Deliveries, type FaultPointName, Store } from "@tessera/core/ports"
import { newFile, storeOn } from "./files.ts"
import { aDay, found, hold, issue, redeem, send, serviceOn as serviceOnStore, sums } from "./sales.ts"

/** The service on a file; `reach` is called at every fault point. */
const serviceOn = (file: string, reach?: (point: FaultPointName) => void) =>
  serviceOnStore(storeOn(file), reach)

/** A day's ledger in a closed file. */
const written = Effect.gen(function* () {
  const file = yield* newFile
  const day = Effect.forEach(aDay, (sent) => send(sent))
  expect(yield* Effect.provide(day, serviceOn(file))).toEqual(Array(4).fill("approved"))
  return file
})

/** Changes a closed file with the triggers out of the way, as somebody who owns the file could. */
const tamper = (file: string, statement: string): void => {
  const database = new DatabaseSync(file)
  const triggers = database.prepare("select name from sqlite_schema where type = 'trigger'").all()
  for (const { name } of triggers) database.exec(`drop trigger ${String(name)}`)
  database.exec("pragma foreign_keys = off")
  database.exec(statement)
  database.close()
}

describe("a fault in the middle of a commit", () => {
  it.effect.each(["store.begun", "store.read", "store.decided", "store.written"] as const)(
    "at %s leaves nothing behind, and the next command goes through",
    (point) =>
      Effect.gen(function* () {
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
        yield* Effect.provide(story, serviceOn(yield* newFile, reach))
      })
  )

  it.effect("after the commit leaves the caller in doubt, and the same key finds out", () =>
    Effect.gen(function* () {
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
      yield* Effect.provide(story, serviceOn(yield* newFile, reach))
    })
  )
})

describe("another program that writes to the file", () => {
  const heldFor = (file: string, milliseconds: number) => {
    const other = new DatabaseSync(file)
    other.exec("begin immediate")
    setTimeout(() => other.close(), milliseconds)
  }

  it.live("is waited for, while everything else in this process goes on", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        // It lets go when a timer of this very process says so.
        heldFor(file, 200)
        expect(yield* send(redeem("r1", 30_000))).toBe("approved")
        heldFor(file, 200)
        const { redrive, take } = yield* Deliveries
        const baton = { notifier: "n", carrier: "c", until: 1 }
        expect((yield* take(baton, 0))._tag).toBe("Some")
        heldFor(file, 200)
        expect(yield* redrive("n", "all", 0)).toBe(0)
        expect((yield* found).bad).toBeUndefined()
      })
      yield* Effect.provide(story, serviceOn(file))
    })
  )

  it.effect("is not waited for for ever: then nothing was done", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        const other = new DatabaseSync(file)
        other.exec("begin immediate")
        const sale = yield* Effect.forkChild(send(redeem("r1", 30_000)))
        yield* TestClock.adjust("3900 millis")
        expect(sale.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust("1 second")
        expect(yield* Fiber.join(sale)).toBe("StoreUnavailable")
        other.close()
        expect(yield* send(redeem("r1", 30_000))).toBe("approved")
      })
      yield* Effect.provide(story, serviceOn(file))
    })
  )

  it.effect("is waited for once by all that are committed together", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        const other = new DatabaseSync(file)
        other.exec("begin immediate")
        const { submitMany } = yield* StoredValue
        const all = ["r1", "r2", "r3", "r4"].map((key) => ({
          client: Ids.ClientId.make("till"),
          command: Result.getOrThrow(readCommand(redeem(key, 1)))
        }))
        const upload = yield* Effect.forkChild(submitMany(all))
        yield* TestClock.adjust("5 seconds")
        expect(upload.pollUnsafe()).toBeDefined()
        expect((yield* Fiber.join(upload)).map(({ _tag }) => _tag)).toEqual(all.map(() => "Failure"))
        other.close()
      })
      yield* Effect.provide(story, serviceOn(file))
    })
  )
})

/** From now on, or no longer, what touches a table is refused when it is committed, and not before. */
const refusing = (file: string, event: string, isOn: boolean): void => {
  const database = new DatabaseSync(file)
  if (isOn)
    database.exec(`
      create table nobody (id integer primary key);
      create table refused (id integer references nobody (id) deferrable initially deferred);
      create trigger refuses after ${event} begin insert into refused values (1); end
    `)
  else database.exec("drop trigger refuses; drop table refused; drop table nobody")
  database.close()
}

describe("a commit that fails", () => {
  const baton = { notifier: "n1", carrier: "c1", until: 2 }
  const change = Effect.flatMap(Deliveries, ({ take }) => take(baton, 1))
  it.effect.each([
    { event: "update on ledger", sent: send(redeem("r1", 30_000)), told: "inDoubt" },
    {
      event: "insert on notifier",
      sent: Effect.map(Effect.result(change), ({ _tag }) => _tag),
      told: "Failure"
    }
  ])(
    "of an $event leaves a file that is not asked any more until it is opened again",
    ({ event, sent, told }) =>
      Effect.gen(function* () {
        const file = yield* newFile
        const story = Effect.gen(function* () {
          yield* send(issue("CARD1"))
          refusing(file, event, true)
          expect(yield* sent).toBe(told)
          refusing(file, event, false)
          const { books, journal } = yield* Store
          expect(yield* send(redeem("r2", 1))).toBe("StoreUnavailable")
          const asked = [
            yield* Effect.result(books()),
            yield* Effect.result(journal({ shard: 0, after: 0, limit: 9 }))
          ]
          expect(asked.map(({ _tag }) => _tag)).toEqual(["Failure", "Failure"])
          expect((yield* Effect.result(change))._tag).toBe("Failure")
        })
        yield* Effect.provide(story, serviceOn(file))
        const after = Effect.gen(function* () {
          expect(yield* found).toMatchObject({ operations: 1, failing: [] })
          expect(yield* send(redeem("r1", 30_000))).toBe("approved")
        })
        yield* Effect.provide(after, serviceOn(file))
      })
  )
})

describe("a ledger file", () => {
  it.effect("verifies, and gives the same view after it was opened again", () =>
    Effect.gen(function* () {
      const file = yield* written
      const story = Effect.gen(function* () {
        expect(yield* found).toMatchObject({ operations: 4, wallets: 2, failing: [] })
        expect(yield* send(hold("h1"))).toBe("approved")
        expect(yield* send(redeem("r2", 70_000))).toBe("declined")
        expect(yield* send(redeem("r3", 65_000))).toBe("approved")
      })
      yield* Effect.provide(story, serviceOn(file))
      expect((yield* Effect.provide(found, serviceOn(file))).operations).toBe(6)
    })
  )

  it.effect.each([
    ["update operation set outcome = '{}'", "append-only"],
    ["delete from operation", "append-only"],
    ["update posting set amount = amount + 1", "append-only"],
    ["delete from posting", "append-only"],
    ["update link set hash = previous", "append-only"],
    ["delete from link", "append-only"],
    ["insert into operation select * from operation", "UNIQUE"],
    ["update ledger set sequence = sequence - 1", "gap"],
    ["update ledger set recorded_at = -1", "never goes back"],
    ["update ledger set sequence = sequence + 1", "gap"],
    ["delete from ledger", "never deleted"],
    ["update wallet set held = ledger + 1", "CHECK"],
    ["update wallet set ledger = -1", "CHECK"],
    ["update wallet set ledger = 9007199254740992", "CHECK"],
    ["update wallet set receivable = -1", "CHECK"],
    ["update wallet set ledger = 'much'", "cannot store TEXT"],
    ["update account set status = 'happy'", "CHECK"],
    ["update card set account = 'nobody'", "FOREIGN KEY"],
    [
      "insert into posting values ('t1', 0, 4, 9, 'receivable', null, null, null, null, null, null, 'CNY', 1)",
      "CHECK"
    ]
  ] as const)("refuses: %s", ([statement, why]) =>
    Effect.gen(function* () {
      const database = new DatabaseSync(yield* written)
      expect(() => database.exec(statement)).toThrow(why)
      database.close()
    })
  )

  it.effect("refuses to count an operation whose postings do not add up to zero", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(yield* written)
      database.exec(`
        insert into operation select tenant, shard, 5, 'op_5', client, 'k5', verb, approved, recorded_at, effective_at,
          occurred_at, business_date, outlet, owner, terminal, operator, account, original, fingerprint, asked, outcome,
          entry from operation where sequence = 4;
        insert into posting values ('t1', 0, 5, 0, 'merchantPayable', null, null, null, null, null, null, 'CNY', 1);
      `)
      expect(() => database.exec("update ledger set sequence = 5")).toThrow("do not add up to zero")
      database.close()
    })
  )

  it.effect.each([
    ["update operation set entry = replace(entry, '30000', '20000') where key = 'r1'", "operation"],
    ["update operation set operator = 'somebody' where key = 'r1'", "operation"],
    ["update operation set recorded_at = 1 where sequence = 2", "operation"],
    ["update link set hash = upper(hash) where sequence = 3", "operation"],
    ["delete from link where sequence = 3", "operation"],
    ["delete from operation where sequence = 3", "link"],
    ["update wallet set document = replace(document, '70000', '70001')", "wallet"],
    ["update wallet set version = version + 1", "wallet"],
    ["update account set holder = 'somebody else'", "account"],
    ["update card set status = 'lost'", "card"],
    ["update posting set amount = amount * 2", "operation"],
    ["delete from posting where sequence = 3", "operation"],
    ["delete from wallet where ledger = 70000", "wallet"]
  ] as const)("finds what somebody did who owns the file: %s", ([statement, row]) =>
    Effect.gen(function* () {
      const file = yield* written
      tamper(file, statement)
      const { bad } = yield* Effect.provide(found, serviceOn(file))
      expect(bad?.row.split(" ")[0]).toBe(row)
    })
  )

  it.effect("has views in which the accountant finds what the store says", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(yield* written)
      const rows = (question: string) =>
        database
          .prepare(question)
          .all()
          .map((row) => ({ ...row }))
      expect(
        rows("select sub_wallet, sum(ledger) as ledger, sum(held) as held from sub_wallet_balance")
      ).toEqual([{ sub_wallet: "main", ledger: 170_000, held: 5_000 }])
      expect(rows("select program, asset, outstanding from outstanding_liability")).toEqual([
        { program: "member", asset: "CNY", outstanding: 170_000 }
      ])
      expect(rows("select account, amount from trial_balance")).toEqual([
        { account: "cashClearing", amount: 200_000 },
        { account: "liability", amount: -170_000 },
        { account: "merchantPayable", amount: -30_000 }
      ])
      expect(
        rows("select verb, sum(debit) as debit, sum(credit) as credit from journal group by verb")
      ).toEqual([
        { verb: "Issue", debit: 200_000, credit: 200_000 },
        { verb: "Redeem", debit: 30_000, credit: 30_000 }
      ])
      database.close()
    })
  )
})
