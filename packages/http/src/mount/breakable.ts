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
  let breakOff: () => void = () => undefined
  const broken = new Promise<undefined>((resolve) => (breakOff = () => resolve(undefined)))
  breaks.add(breakOff)
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), broken])
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
