/**
 * Two things at a time: most of a storm is waiting for processes to start and end.
 *
 * @module
 */
const lanes = 2

/** Calls `next` again and again, in two lanes, until it says that there is no more. */
export const inLanes = async (next: () => Promise<boolean>): Promise<void> => {
  const lane = async (): Promise<void> => {
    while (await next());
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
