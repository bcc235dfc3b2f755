/**
 * The figures that the benchmark is held to: what must be reached, and what is aimed at.
 *
 * @module
 */

interface Aim {
  readonly figure: string
  readonly floor: number
  readonly goal: number
}

const aims = {
  callers64: {
    figure: "PostgreSQL, 64 callers, redeem : one round trip per command writing the same rows",
    floor: 3,
    goal: 4
  },
  callers512: {
    figure: "PostgreSQL, 512 callers, redeem : one round trip per command writing the same rows",
    floor: 4,
    goal: 6
  },
  byHand: {
    figure: "PostgreSQL : best hand-written batched SQL, same rows and batch size",
    floor: 0.5,
    goal: 0.75
  },
  events: { figure: "PostgreSQL, 8 callers : emmett-postgresql", floor: 3, goal: 5 },
  hotCard: {
    figure: "one hot card, 64 callers, redeem : the same with 10,000 cards",
    floor: 0.8,
    goal: 1
  },
  alone: {
    figure: "lone caller's p50 : one round trip per command",
    floor: 3,
    goal: 2
  },
  many: { figure: "submitMany of 500 : best hand-written batch of 500", floor: 0.5, goal: 0.75 },
  sqlite: { figure: "SQLite FULL, 512 callers : one transaction per command", floor: 8, goal: 12 },
  million: {
    figure: "cost per command with 1,000,000 cards : with 1,000",
    floor: 2,
    goal: 1.3
  },
  tenMillion: {
    figure: "cost per command with 10,000,000 cards : with 1,000",
    floor: 2,
    goal: 1.3
  },
  closingInMemory: { figure: "a day is closed in memory : 100,000 entries a second", floor: 1, goal: 2 },
  closingOnSqlite: { figure: "a day is closed on SQLite : 50,000 entries a second", floor: 1, goal: 2 },
  closingLonger: { figure: "memory to close a day on SQLite : a fifth of it", floor: 1.5, goal: 1.1 },
  httpBare: {
    figure: "processor of bare node:http that checks and keeps nothing : HTTP in memory, redeem",
    floor: 0.5,
    goal: 0.7
  },
  httpFastify: {
    figure: "processor of Fastify with the same submit : HTTP in memory, redeem",
    floor: 0.8,
    goal: 1
  },
  httpBatch: { figure: "HTTP in memory, commands in batches of 500 : 20,000 a second", floor: 1, goal: 2 },
  httpPostgres: { figure: "HTTP on PostgreSQL, redeem : HTTP in memory", floor: 0.5, goal: 0.8 },
  httpTail: { figure: "HTTP in memory, 64 connections, p99 : p50", floor: 5, goal: 3 },
  auditOnSqlite: { figure: "an audit of SQLite : 50,000 entries a second", floor: 1, goal: 1.5 },
  auditOnPostgres: { figure: "an audit of PostgreSQL : 50,000 entries a second", floor: 1, goal: 1.5 },
  tail: { figure: "64 callers on PostgreSQL, p99 : p50", floor: 5, goal: 3 }
} as const satisfies Record<string, Aim>

/** What a figure came to; `holds` is about the floor. */
export interface Figure {
  readonly figure: string
  readonly ratio: number
  readonly floor: number
  readonly goal: number
  readonly holds: boolean
  readonly detail: string
}

/** Holds a ratio against its floor. */
export const figureOf = (name: keyof typeof aims, ratio: number, detail: string): Figure => {
  const aim: Aim = aims[name]
  const { figure, floor, goal } = aim
  const holds = isLess(aim) ? ratio <= floor : ratio >= floor
  return { figure, ratio: Math.round(ratio * 100) / 100, floor, goal, holds, detail }
}

/** Whether less is better. */
export const isLess = ({ floor, goal }: Pick<Figure, "floor" | "goal">): boolean => goal < floor

const order: ReadonlyArray<string> = Object.values(aims).map(({ figure }) => figure)

/** Figures in the order in which they are always shown. */
export const inOrder = (figures: ReadonlyArray<Figure>): ReadonlyArray<Figure> =>
  figures.toSorted((a, b) => order.indexOf(a.figure) - order.indexOf(b.figure))

/** Whether a ratio has come as far as its goal. */
export const reachesGoal = (figure: Figure): boolean =>
  isLess(figure) ? figure.ratio <= figure.goal : figure.ratio >= figure.goal
