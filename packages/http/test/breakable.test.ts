/** What would not end by itself: broken off at once, and nothing of what it said is kept for whoever might break it off. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { expect, it } from "vitest"
import { breakable } from "../src/mount/breakable.ts"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const heap = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

async function* pieces(count: number, length: number): AsyncGenerator<string, void> {
  for (let n = 0; n < count; n += 1) {
    await Promise.resolve()
    // Text of its own, and not a rope of what others have too.
    yield Buffer.alloc(length, 97 + (n % 26)).toString("latin1")
  }
}

it("keeps nothing of what was said", async () => {
  const [count, length] = [200, 100_000]
  const breaks = new Set<() => void>()
  const said = breakable(pieces(count, length), breaks)
  await said.next()
  const before = heap()
  for (let n = 1; n < count; n += 1) await said.next()
  const grown = heap() - before
  await said.return()
  expect(grown).toBeLessThan((count * length) / 4)
  expect(breaks.size).toBe(0)
})

it("ends when it is broken off, also while nothing is said", async () => {
  let isOver = false
  async function* silent(): AsyncGenerator<string, void> {
    yield "one"
    try {
      await new Promise((later) => setTimeout(later, 50))
    } finally {
      isOver = true
    }
  }
  const breaks = new Set<() => void>()
  const said = breakable(silent(), breaks)
  expect(await said.next()).toEqual({ done: false, value: "one" })
  const next = said.next()
  for (const breakOff of breaks) breakOff()
  expect(await next).toEqual({ done: true, value: undefined })
  expect([breaks.size, isOver]).toEqual([0, false])
})

it("ends when whoever reads it leaves, also while nothing is said", async () => {
  let isLeft = false
  const breaks = new Set<() => void>()
  const silent: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      return: async () => {
        isLeft = true
        return { done: true, value: undefined }
      }
    })
  }
  const said = breakable(silent, breaks)
  const next = said.next()
  await said.return()
  expect([await next, isLeft, breaks.size]).toEqual([{ done: true, value: undefined }, true, 0])
})
