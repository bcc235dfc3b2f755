/**
 * Breaking off: streams that would not end by themselves, and what they are waited for.
 *
 * @module
 */

/** What would not end by itself, until it is broken off. */
export async function* breakable(
  pieces: AsyncIterable<string>,
  breaks: Set<() => void>
): AsyncGenerator<string, void> {
  const iterator = pieces[Symbol.asyncIterator]()
  let isBroken = false
  let noMore: () => void = () => undefined
  const breakOff = () => {
    isBroken = true
    noMore()
  }
  breaks.add(breakOff)
  try {
    for (;;) {
      // One promise for each piece: a race against one that lasts as long as the stream would keep every piece for it.
      const next = await new Promise<IteratorResult<string> | undefined>((resolve, reject) => {
        noMore = () => resolve(undefined)
        if (isBroken) noMore()
        else iterator.next().then(resolve, reject)
      })
      if (next === undefined || next.done === true) return
      yield next.value
    }
  } finally {
    breaks.delete(breakOff)
    iterator.return?.().catch(() => undefined)
  }
}

/** Resolves with the first of both. */
export const atMost = async (milliseconds: number, waited: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([waited, over])
  clearTimeout(timer)
}
