/** The lines in front of the committers: who has the next turn, and which way a command goes. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Task } from "../src/batch/decideBatch.ts"
import { Line } from "../src/Line.ts"
import { Lines } from "../src/Lines.ts"
import { ClientId, type WalletId } from "../src/values/Ids.ts"
import { issued, redeemed, taskOf } from "./shards.ts"

/** A line with so many things of each client, called `a1`, `a2`, `b1`, … */
const lineOf = (counts: Readonly<Record<string, number>>): Line<string> => {
  const line = new Line<string>()
  for (const [client, count] of Object.entries(counts))
    for (let n = 1; n <= count; n++) line.put(ClientId.make(client), `${client}${n}`)
  return line
}

/** What is taken and over at once. */
const takenFrom = <A>(line: Line<A>, limit: number): ReadonlyArray<A> => {
  const taken = line.take(limit)
  line.finish(taken)
  return taken
}

describe("a line", () => {
  it.each([
    ["one client's in the order in which they came", { a: 3 }, 2, "a1 a2"],
    ["equal parts of everybody", { a: 9, b: 9, c: 9 }, 6, "a1 a2 b1 b2 c1 c2"],
    ["what does not divide goes to the first", { a: 9, b: 9, c: 9 }, 7, "a1 a2 b1 b2 c1 c2 a3"],
    ["what one leaves of its part goes to the others", { a: 9, b: 1, c: 9 }, 6, "a1 a2 b1 c1 c2 a3"],
    ["all of it where there is room", { a: 2, b: 1 }, 10, "a1 a2 b1"],
    ["one each where more wait than there is room", { a: 2, b: 2, c: 2 }, 2, "a1 b1"],
    ["nearly as many clients as room: one each before two of any", { a: 2, b: 2, c: 2 }, 4, "a1 b1 c1 a2"],
    ["nothing of an empty line", {}, 4, ""],
    ["nothing where nothing is asked for", { a: 1 }, 0, ""]
  ])("gives %s", (_, counts, limit, expected) => {
    expect(lineOf(counts).take(limit).join(" ")).toBe(expected)
  })

  it("gives the first turn to who was left over", () => {
    const line = lineOf({ a: 3, b: 3, c: 3 })
    const turns = Array.from({ length: 5 }, () => takenFrom(line, 2).join(" "))
    expect(turns).toEqual(["a1 b1", "c1 a2", "b2 c2", "a3 b3", "c3"])
    expect([line.length, line.take(2)]).toEqual([0, []])
  })

  it("lets a newcomer wait for its turn, but not for all that others have", () => {
    const line = lineOf({ a: 100 })
    expect(takenFrom(line, 2).join(" ")).toBe("a1 a2")
    line.put(ClientId.make("b"), "b1")
    expect(takenFrom(line, 2).join(" ")).toBe("a3 b1")
  })

  it("counts what waits, and whose it is", () => {
    const line = lineOf({ a: 3, b: 1 })
    line.take(2)
    expect([line.length, line.waitingOf(ClientId.make("a")), line.waitingOf(ClientId.make("b"))]).toEqual([
      2, 2, 0
    ])
  })

  it("says once when something waits: at once if it does already", () => {
    const line = new Line<string>()
    let called = 0
    line.whenReady(() => (called += 1))
    expect(called).toBe(0)
    line.put(ClientId.make("a"), "a1")
    line.put(ClientId.make("a"), "a2")
    expect(called).toBe(1)
    line.whenReady(() => (called += 1))
    expect(called).toBe(2)
  })

  it("keeps what a client sent after what is under way until that is over, whatever else is taken", () => {
    const line = new Line<string>(() => 2)
    const [a, b] = [ClientId.make("a"), ClientId.make("b")]
    line.put(a, "a1")
    const first = line.take(10)
    line.put(a, "a2", "a3")
    line.put(b, "b1")
    expect([line.length, line.waitingOf(a)]).toEqual([3, 2])
    expect(line.take(10)).toEqual(["b1"])
    expect(line.take(10)).toEqual([])
    line.finish(first)
    expect(line.take(10)).toEqual(["a2", "a3"])
    expect(line.length).toBe(0)
  })

  it.each([
    [1, 10, ["1 2 3 4 5 6 7 8", ""]],
    [2, 10, ["1 2 3 4", "5 6 7 8", ""]],
    [2, 3, ["1 2 3", "4 5 6", "7 8"]],
    [3, 10, ["1 2 3", "4 5 6", "7 8", ""]]
  ])(
    "gives equal parts of all there is where %d may be under way, and no more than %d",
    (depth, limit, taken) => {
      const line = new Line<string>(() => depth)
      for (const name of ["1", "2", "3", "4", "5", "6", "7", "8"]) line.put(ClientId.make(name), name)
      expect(taken.map(() => line.take(limit).join(" "))).toEqual(taken)
    }
  )

  it("calls nobody while as much is under way as may be, and then who waits longest", () => {
    const line = new Line<string>(() => 2)
    const called: Array<string> = []
    for (const name of ["first", "second", "third"]) line.whenReady(() => called.push(name))
    line.put(ClientId.make("a"), "a1")
    const taken = line.take(1)
    line.put(ClientId.make("b"), "b1")
    line.take(1)
    line.put(ClientId.make("c"), "c1")
    expect(called).toEqual(["first", "second"])
    line.finish(taken)
    expect(called).toEqual(["first", "second", "third"])
  })

  it("gives everything once, each client's in its order, nobody more than a part and one", () => {
    const puts = fc.array(fc.record({ client: fc.constantFrom("a", "b", "c", "d", "e"), count: fc.nat(6) }))
    const rounds = fc.array(fc.record({ puts, limit: fc.integer({ min: 1, max: 9 }) }), { minLength: 1 })
    fc.assert(
      fc.property(rounds, (rounds) => {
        const line = new Line<readonly [string, number]>()
        const given = new Map<string, Array<number>>()
        const sent = new Map<string, number>()
        const taken = (limit: number): void => {
          const waiting = new Map(
            [...sent].map(([client, count]) => [client, count - (given.get(client)?.length ?? 0)])
          )
          const some = takenFrom(line, limit)
          const clients = [...waiting.values()].filter((count) => count > 0).length
          const all = [...waiting.values()].reduce((sum, count) => sum + count, 0)
          expect(some.length).toBe(Math.min(limit, all))
          for (const [client, n] of some) given.set(client, [...(given.get(client) ?? []), n])
          for (const [client, count] of waiting) {
            const got = some.filter(([name]) => name === client).length
            expect(got).toBeGreaterThanOrEqual(Math.min(count, Math.floor(limit / Math.max(1, clients))))
          }
        }
        for (const { limit, puts } of rounds) {
          for (const { client, count } of puts)
            for (let n = 0; n < count; n++) {
              const number = (sent.get(client) ?? 0) + 1
              sent.set(client, number)
              line.put(ClientId.make(client), [client, number])
            }
          taken(limit)
        }
        while (line.length > 0) taken(4)
        for (const [client, count] of sent)
          expect(given.get(client)).toEqual(Array.from({ length: count }, (_, n) => n + 1))
      })
    )
  })
})

/** Lines that note the key of everything in each of them when it is taken. */
const linesOf = (
  shards: number,
  capacity = 100,
  home?: { readonly shard: number; readonly room: number }
) => {
  const lines = new Lines<string>({ shards, capacity, home })
  const ended: Array<string> = []
  const keyOf = (task: Task): string => ("request" in task ? task.request.command.key : task.settle)
  const put = (...tasks: ReadonlyArray<Task>): void =>
    lines.put(tasks.map((task) => ({ task, end: (how: string) => ended.push(`${keyOf(task)} ${how}`) })))
  const takeFrom = (
    line: Line<{ readonly task: Task; readonly end: (ended: string) => void }>,
    limit = 100
  ) => takenFrom(line, limit)
  return {
    lines,
    ended,
    put,
    /** The keys that wait in each line; they are taken out. */
    taken: (limit?: number) =>
      lines.all.map((line) => takeFrom(line, limit).map((one) => ({ ...one, key: keyOf(one.task) })))
  }
}
const keysIn = (all: ReadonlyArray<ReadonlyArray<{ readonly key: string }>>) =>
  all.map((line) => line.map(({ key }) => key).join(" "))

describe("the lines of several committers", () => {
  it("take what is asked about a card the same way, whoever asks", () => {
    const { put, taken } = linesOf(4)
    for (const card of ["CARD0001", "CARD0002", "CARD0003", "CARD0004", "CARD0005"])
      for (const client of ["a", "b", "c"])
        put(taskOf(`${client}-${card}`, redeemed(`${client}${card}`, card)))
    const lines = keysIn(taken()).map((keys) => new Set(keys.match(/CARD\d+/g)))
    expect(lines.flatMap((cards) => [...cards]).toSorted()).toEqual([
      "CARD0001",
      "CARD0002",
      "CARD0003",
      "CARD0004",
      "CARD0005"
    ])
  })

  it("use every committer when many cards are asked about", () => {
    const { lines, put } = linesOf(3)
    for (let n = 0; n < 90; n++) put(taskOf(`c${n}`, redeemed(`r${n}`, `CARD${1000 + n}`)))
    for (const { length } of lines.all) expect(length).toBeGreaterThan(15)
    expect(lines.waiting).toBe(90)
  })

  it("fill one before they use another, where there is a home", () => {
    const { lines, put } = linesOf(3, 100, { shard: 1, room: 5 })
    for (let n = 0; n < 5; n++) put(taskOf(`c${n}`, redeemed(`r${n}`, `CARD${1000 + n}`)))
    expect(lines.all.map(({ length }) => length)).toEqual([0, 5, 0])
    for (let n = 5; n < 60; n++) put(taskOf(`c${n}`, redeemed(`r${n}`, `CARD${1000 + n}`)))
    for (const { length } of lines.all) expect(length).toBeGreaterThan(5)
  })

  it("keep a client where something of its is unfinished, also while it is committed", () => {
    const { put, taken } = linesOf(8)
    put(taskOf("a", redeemed("r0", "CARD1000")))
    const [first] = taken().flat()
    for (let n = 1; n < 30; n++) put(taskOf("a", redeemed(`r${n}`, `CARD${1000 + n}`)))
    expect(keysIn(taken()).filter((keys) => keys !== "")).toEqual([
      Array.from({ length: 29 }, (_, n) => `r${n + 1}`).join(" ")
    ])
    first?.end("done")
  })

  it("keep a client there until the last of its has ended", () => {
    for (let n = 0; n < 12; n++) {
      const { put, taken } = linesOf(8)
      for (const key of ["r0", "r1"]) put(taskOf("a", redeemed(key, `CARD${1000 + n}`)))
      const found = taken()
      const way = found.findIndex((line) => line.length > 0)
      found[way]?.[0]?.end("done")
      put(taskOf("a", redeemed("r2", `CARD${2000 + n}`)))
      expect(taken()[way]).toHaveLength(1)
    }
  })

  it("let a client go another way once everything of its has ended, and tell each end once", () => {
    const { ended, put, taken } = linesOf(8)
    const waysOf = (count: number): number => {
      let ways = 0
      for (let n = 0; n < count; n++) {
        put(taskOf("a", redeemed(`r${n}`, `CARD${1000 + n}`)))
        const found = taken()
        ways |= 1 << found.findIndex((line) => line.length > 0)
        for (const one of found.flat()) for (const how of ["done", "again"]) one.end(how)
      }
      return ways
    }
    expect(waysOf(60)).toBe(0b1111_1111)
    expect(ended).toEqual(Array.from({ length: 60 }, (_, n) => `r${n} done`))
  })

  it("keep what is put together in its order, whoever the clients are, and what they send after it too", () => {
    const { put, taken } = linesOf(4)
    put(
      taskOf("a", issued("1", "CARD0001")),
      taskOf("b", redeemed("2", "CARD0001")),
      taskOf("a", redeemed("3", "CARD0002")),
      taskOf("c", redeemed("4", "CARD0003"))
    )
    put(taskOf("c", redeemed("5", "CARD0004")))
    put(taskOf("b", redeemed("6", "CARD0005")))
    expect(keysIn(taken()).filter((keys) => keys !== "")).toEqual(["1 2 3 4 5 6"])
  })

  it("put what is put together behind what one of its clients waits for", () => {
    const { put, taken } = linesOf(4)
    put(taskOf("b", issued("1", "CARD0001")))
    put(taskOf("a", redeemed("2", "CARD0001")), taskOf("b", redeemed("3", "CARD0001")))
    expect(keysIn(taken()).filter((keys) => keys !== "")).toEqual(["1 2 3"])
  })

  it("take everything that the ledger does by itself one way at a time", () => {
    const { put, taken } = linesOf(4)
    for (let n = 0; n < 20; n++) put({ settle: `wal_${n}_0` as WalletId, until: 1, receivedAt: 1 })
    expect(taken().filter((line) => line.length > 0)).toHaveLength(1)
  })
})

describe("the room in the lines", () => {
  const filled = (counts: Readonly<Record<string, number>>, capacity: number) => {
    const { lines, put } = linesOf(2, capacity)
    for (const [client, count] of Object.entries(counts))
      for (let n = 0; n < count; n++) put(taskOf(client, redeemed(`${client}${n}`, "CARD0001")))
    return (client: string, count = 1): boolean =>
      lines.hasRoomFor(Array.from({ length: count }, (_, n) => taskOf(client, redeemed(`x${n}`, "CARD0001"))))
  }

  it.each([
    ["as many as it holds", { a: 7 }, 8, "a", 1, true],
    ["no more of one that has its part", { a: 8 }, 8, "a", 1, false],
    ["a newcomer when one has it all", { a: 8 }, 8, "b", 1, true],
    ["a newcomer with no more than its part", { a: 8 }, 8, "b", 2, true],
    ["no newcomer with more than the quarter", { a: 8 }, 8, "b", 3, false],
    ["one that has less than its part", { a: 7, b: 1 }, 8, "b", 1, true],
    ["one that will still have less than its part", { a: 6, b: 2 }, 8, "b", 1, true],
    ["no more of one that has exactly its part", { a: 4, b: 4 }, 8, "b", 1, false],
    ["nobody when the quarter is full", { a: 8, b: 2 }, 8, "c", 1, false],
    ["nobody beyond a room that has no quarter", { a: 3 }, 3, "b", 1, false],
    ["nothing at all", { a: 8, b: 2 }, 8, "c", 0, true],
    ["not more at once than it holds", {}, 8, "a", 9, false]
  ])("takes %s", (_, counts, capacity, client, count, expected) => {
    expect(filled(counts, capacity)(client, count)).toBe(expected)
  })

  it("never lets more wait than it holds and a quarter, and never shuts out a client that has nothing", () => {
    const capacity = 40
    const clients = fc.constantFrom("a", "b", "c", "d")
    fc.assert(
      fc.property(
        fc.array(fc.record({ client: clients, count: fc.integer({ min: 1, max: 12 }) })),
        (offers) => {
          const { lines, put } = linesOf(3, capacity)
          for (const { client, count } of offers) {
            const tasks = Array.from({ length: count }, (_, n) =>
              taskOf(client, redeemed(`r${n}`, "CARD0001"))
            )
            if (lines.hasRoomFor(tasks)) put(...tasks)
          }
          expect(lines.waiting).toBeLessThanOrEqual(capacity + capacity / 4)
          if (lines.waiting <= capacity + capacity / 4 - 1)
            expect(lines.hasRoomFor([taskOf("modest", redeemed("r", "CARD0001"))])).toBe(true)
        }
      )
    )
  })
})
