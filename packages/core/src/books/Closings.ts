/**
 * Closings: what each account of an export comes to at the end of each day on which it moved, so that the program which
 * reads the export proves it.
 *
 * @module
 */
import type { BookEntry } from "./BookEntry.ts"

/** One account, as a chart calls it, at the end of a day. */
export interface Closing {
  readonly date: string
  readonly name: string
  readonly asset: string
  /** Debits positive, in minor units. */
  readonly balance: bigint
}

/** An account that came up, with the first day on which it moved and all the assets that it had. */
export interface Opened {
  readonly name: string
  readonly number: string | undefined
  readonly date: string
  readonly assets: ReadonlyArray<string>
}

interface Kept {
  readonly name: string
  readonly asset: string
  number: string | undefined
  /** What it moved by, day by day. */
  readonly days: Map<string, bigint>
}

/** What an account is called, and its number. */
export type Naming = (line: BookEntry["lines"][number]) => {
  readonly name: string
  readonly number: string | undefined
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The movements of an export, per account, asset and day. */
export class Movements {
  private readonly kept = new Map<string, Kept>()
  private readonly naming: Naming

  constructor(naming: Naming) {
    this.naming = naming
  }

  add({ date, lines }: BookEntry): void {
    for (const line of lines) {
      const { name, number } = this.naming(line)
      const key = `${name} ${line.asset}`
      const kept = this.kept.get(key) ?? { name, asset: line.asset, number, days: new Map<string, bigint>() }
      kept.number ??= number
      kept.days.set(date, (kept.days.get(date) ?? 0n) + line.debit - line.credit)
      this.kept.set(key, kept)
    }
  }

  /** Every account, in the order of the names. */
  accounts(): ReadonlyArray<Opened> {
    return [...Map.groupBy(this.kept.values(), ({ name }) => name)]
      .toSorted(([a], [b]) => inOrder(a, b))
      .map(([name, all]) => ({
        name,
        number: all.find(({ number }) => number !== undefined)?.number,
        date: all.flatMap(({ days }) => [...days.keys()]).toSorted(inOrder)[0] ?? "",
        assets: all.map(({ asset }) => asset).toSorted(inOrder)
      }))
  }

  /** Every asset with the first day on which it moved, in the order of the codes. */
  assets(): ReadonlyArray<{ readonly asset: string; readonly date: string }> {
    return [...Map.groupBy(this.kept.values(), ({ asset }) => asset)]
      .toSorted(([a], [b]) => inOrder(a, b))
      .map(([asset, all]) => ({
        asset,
        date: all.flatMap(({ days }) => [...days.keys()]).toSorted(inOrder)[0] ?? ""
      }))
  }

  /** Every balance at the end of every day that moved it, in the order of days, names and assets; or at the last day alone. */
  closings(which: "daily" | "end"): ReadonlyArray<Closing> {
    const all = [...this.kept.values()].flatMap(({ asset, days, name }) => {
      let balance = 0n
      const closings = [...days]
        .toSorted(([a], [b]) => inOrder(a, b))
        .map(([date, moved]): Closing => ({ date, name, asset, balance: (balance += moved) }))
      return which === "daily" ? closings : closings.slice(-1)
    })
    const last = all.map(({ date }) => date).reduce((a, b) => (a > b ? a : b), "")
    const dated = which === "daily" ? all : all.map((closing) => ({ ...closing, date: last }))
    return dated.toSorted(
      (a, b) => inOrder(a.date, b.date) || inOrder(a.name, b.name) || inOrder(a.asset, b.asset)
    )
  }
}
