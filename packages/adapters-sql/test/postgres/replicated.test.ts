/** Replicated durability: without the word of a standby nothing is approved, whatever the server says. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { warningsIn } from "../../src/postgres/wire.ts"
import { type Release, temporaryPostgres } from "../../src/testing/index.ts"
import { newSchema, played, storeIn } from "../databases.ts"
import { found, issue, redeem, send, serviceOn } from "../sales.ts"

const asAdministrator = (url: string, statement: string) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    return yield* sql.unsafe<Record<string, unknown>>(statement)
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })))

const standby = (url: string, name: string) =>
  Effect.gen(function* () {
    yield* asAdministrator(url, `alter system set synchronous_standby_names = '${name}'`)
    yield* asAdministrator(url, "select pg_reload_conf()")
    yield* Effect.sleep("300 millis")
  })

/** Until a commit waits for the standby. */
const untilWaiting = (url: string) =>
  Effect.gen(function* () {
    const question = "select pid from pg_stat_activity where wait_event = 'SyncRep'"
    for (;;) {
      const [waiting] = yield* asAdministrator(url, question)
      if (waiting !== undefined) return Number(waiting["pid"])
      yield* Effect.sleep("20 millis")
    }
  })

/** A ledger with a card on a server that then waits for a standby which never comes. */
const waiting = (release: Release) =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => temporaryPostgres({ release })),
      (started) => Effect.promise(() => started.remove())
    )
    const [url, schema] = [server.url(), newSchema()]
    yield* Effect.provide(send(issue("CARD1")), serviceOn(storeIn(url, schema)))
    yield* standby(url, "ghost")
    return { url, schema }
  })

/** Once nobody waits for a standby any more, the same key finds out: it was done, once. */
const foundOut = (url: string, schema: string) =>
  Effect.gen(function* () {
    yield* standby(url, "")
    const story = Effect.gen(function* () {
      expect(yield* send(redeem("r1", 30_000))).toBe("approved")
      const { bad, operations } = yield* found
      expect([operations, bad]).toEqual([2, undefined])
    })
    yield* Effect.provide(story, serviceOn(storeIn(url, schema)))
  })

describe.each(played)("replicated durability on PostgreSQL $release", ({ release }) => {
  it.live("somebody cancels the wait for the standby: the commit says it succeeded, and is in doubt", () =>
    Effect.gen(function* () {
      const { schema, url } = yield* waiting(release as Release)
      const story = Effect.gen(function* () {
        const sale = yield* Effect.forkChild(send(redeem("r1", 30_000)))
        const pid = yield* untilWaiting(url)
        yield* asAdministrator(url, `select pg_cancel_backend(${pid})`)
        // Finding out is a transaction of its own, which has to wait for the standby too.
        const again = yield* untilWaiting(url)
        yield* asAdministrator(url, `select pg_cancel_backend(${again})`)
        expect(yield* Fiber.join(sale)).toBe("inDoubt")
      })
      const options = { durability: "replicated", lockTimeout: 300 } as const
      yield* Effect.provide(story, serviceOn(storeIn(url, schema, options)))
      yield* foundOut(url, schema)
    })
  )

  it.live(
    "a standby that is never heard of: after the time for an answer the till is told that it is in doubt",
    () =>
      Effect.gen(function* () {
        const { schema, url } = yield* waiting(release as Release)
        const story = Effect.gen(function* () {
          expect(yield* send(redeem("r1", 30_000))).toBe("inDoubt")
        })
        const options = { durability: "replicated", lockTimeout: 300, answerTimeout: 600 } as const
        yield* Effect.provide(story, serviceOn(storeIn(url, schema, options)))
        yield* foundOut(url, schema)
      })
  )

  it.live(
    "the server ends the session that waits: it says an error, has committed, and the till is in doubt",
    () =>
      Effect.gen(function* () {
        const { schema, url } = yield* waiting(release as Release)
        const story = Effect.gen(function* () {
          const sale = yield* Effect.forkChild(send(redeem("r1", 30_000)))
          const pid = yield* untilWaiting(url)
          yield* asAdministrator(url, `select pg_terminate_backend(${pid})`)
          // What is found out by a server without a standby is on one disk alone.
          yield* standby(url, "")
          expect(yield* Fiber.join(sale)).toBe("inDoubt")
        })
        const options = { durability: "replicated", lockTimeout: 2_000 } as const
        yield* Effect.provide(story, serviceOn(storeIn(url, schema, options)))
        yield* foundOut(url, schema)
      })
  )

  it.live(
    "somebody takes the standby out of the settings: what waited for it is let go without a word, and is in doubt",
    () =>
      Effect.gen(function* () {
        const { schema, url } = yield* waiting(release as Release)
        const story = Effect.gen(function* () {
          const sale = yield* Effect.forkChild(send(redeem("r1", 30_000)))
          yield* untilWaiting(url)
          yield* standby(url, "")
          expect(yield* Fiber.join(sale)).toBe("inDoubt")
          expect(yield* send(redeem("r1", 30_000))).toBe("StoreUnavailable")
        })
        yield* Effect.provide(story, serviceOn(storeIn(url, schema, { durability: "replicated" })))
        yield* foundOut(url, schema)
      })
  )

  it.live(
    "a ledger that is to be on the server's disk alone waits for no standby that its role does not wait for",
    () =>
      Effect.gen(function* () {
        const { schema, url } = yield* waiting(release as Release)
        yield* asAdministrator(
          url,
          `do $$ begin
          perform set_config('synchronous_commit', 'local', true);
          alter role postgres set synchronous_commit = 'local';
        end $$`
        )
        for (const foreseenAfter of [0, 16]) {
          const store = storeIn(url, schema, { answerTimeout: 1_000, lockTimeout: 300, foreseenAfter })
          const sales = Effect.forEach([1, 2], (n) => send(redeem(`r${foreseenAfter}-${n}`, 1)))
          expect(yield* Effect.provide(sales, serviceOn(store))).toEqual(["approved", "approved"])
        }
      })
  )

  it.live("a server that has lost its standbys from its settings commits nothing", () =>
    Effect.gen(function* () {
      const { schema, url } = yield* waiting(release as Release)
      const story = Effect.gen(function* () {
        yield* standby(url, "")
        expect(yield* send(redeem("r1", 30_000))).toBe("StoreUnavailable")
        expect((yield* found).operations).toBe(1)
      })
      yield* Effect.provide(story, serviceOn(storeIn(url, schema, { durability: "replicated" })))
    })
  )
})

describe("the warnings in what comes over a wire", () => {
  const message = (type: string, body: string): Buffer => {
    const content = Buffer.from(body, "latin1")
    const head = Buffer.alloc(5)
    head.write(type, 0, "latin1")
    head.writeUInt32BE(content.length + 4, 1)
    return Buffer.concat([head, content])
  }
  const wire = Buffer.concat([
    message("C", "COMMIT\0"),
    message("N", "SWARNING\0VWARNING\0C01000\0Mcanceling wait\0\0"),
    message("Z", "I"),
    message("n", ""),
    message("D", "C01001\0N".repeat(40)),
    message("N", "SNOTICE\0C00000\0\0")
  ])
  it("are found, in whatever pieces it comes", () => {
    for (let size = 1; size <= wire.length; size++) {
      const codes: Array<string> = []
      const hear = warningsIn((code) => codes.push(code))
      for (let at = 0; at < wire.length; at += size) hear(wire.subarray(at, at + size))
      expect(codes, `pieces of ${size}`).toEqual(["01000", "00000"])
    }
  })
})
