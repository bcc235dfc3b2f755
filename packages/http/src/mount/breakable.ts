/**
 * Breaking off: streams that would not end by themselves, and what they are waited for.
 *
 * @module
 */

type Piece = IteratorResult<string, undefined>

const over: Piece = { done: true, value: undefined }

/** Pieces that are broken off by whoever stops the service, and by whoever reads them: at once, also while nothing is said. */
interface Breakable extends AsyncIterable<string> {
  readonly next: () => Promise<Piece>
  readonly return: () => Promise<Piece>
}

/** What would not end by itself, until it is broken off. */
export const breakable = (pieces: AsyncIterable<string>, breaks: Set<() => void>): Breakable => {
  const iterator = pieces[Symbol.asyncIterator]()
  let isOver = false
  let noMore: () => void = () => undefined
  const breakOff = () => {
    isOver = true
    breaks.delete(breakOff)
    noMore()
    iterator.return?.().catch(() => undefined)
  }
  const ended = () => {
    isOver = true
    breaks.delete(breakOff)
  }
  // One promise for each piece: a race against one that lasts as long as the stream would keep every piece for it.
  const next = () =>
    new Promise<Piece>((resolve, reject) => {
      noMore = () => resolve(over)
      if (isOver) return noMore()
      breaks.add(breakOff)
      iterator.next().then(
        ({ done, value }) => {
          if (done !== true) return resolve({ done: false, value })
          ended()
          resolve(over)
        },
        (error: unknown) => {
          ended()
          reject(error)
        }
      )
    })
  const left = () => {
    breakOff()
    return Promise.resolve(over)
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: left }), next, return: left }
}

/** Resolves with the first of both. */
export const atMost = async (milliseconds: number, waited: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([waited, over])
  clearTimeout(timer)
}
