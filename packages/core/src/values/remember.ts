/**
 * Answers worth keeping: tills ask for the same few days all day long, and working one out takes microseconds.
 *
 * @module
 */
/** Keeps answers by name; when there are `most` of them, all are forgotten and the next are kept. */
export const byName = <A>(most: number) => {
  const known = new Map<string | number, A>()
  return (name: string | number, work: () => A): A => {
    const before = known.get(name)
    if (before !== undefined) return before
    const answer = work()
    if (known.size >= most) known.clear()
    known.set(name, answer)
    return answer
  }
}

/** A half-open interval between two instants. */
export interface Interval {
  readonly from: number
  readonly until: number
}

/** Half a day: intervals that are days meet two or three to a shelf. */
const shelf = 43_200_000

/**
 * Keeps intervals by place: the one last asked for is at hand, others are found among the few of the same half day. When
 * there are `most` of them, all are forgotten and the next are kept.
 */
export const byInterval = <A extends Interval>(most = 10_000) => {
  const lately = new Map<string, A>()
  const shelves = new Map<string, Map<number, Array<A>>>()
  let count = 0
  const shelfOf = (place: string, instant: number): Array<A> => {
    const own = shelves.get(place) ?? new Map<number, Array<A>>()
    shelves.set(place, own)
    const half = Math.floor(instant / shelf)
    const kept = own.get(half) ?? []
    own.set(half, kept)
    return kept
  }
  return (place: string, instant: number, work: () => A): A => {
    const has = ({ from, until }: Interval): boolean => from <= instant && instant < until
    const last = lately.get(place)
    if (last !== undefined && has(last)) return last
    const before = shelves
      .get(place)
      ?.get(Math.floor(instant / shelf))
      ?.find(has)
    const interval = before ?? work()
    if (before === undefined) {
      if (count >= most) {
        shelves.clear()
        count = 0
      }
      shelfOf(place, instant).push(interval)
      count += 1
    }
    lately.set(place, interval)
    return interval
  }
}
