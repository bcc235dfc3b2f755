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

/** Keeps the interval last asked for at each place, for as long as the instants that are asked for lie in it. */
export const byInterval = <A extends Interval>() => {
  const lately = new Map<string, A>()
  return (place: string, instant: number, work: () => A): A => {
    const known = lately.get(place)
    if (known !== undefined && known.from <= instant && instant < known.until) return known
    const interval = work()
    lately.set(place, interval)
    return interval
  }
}
