/**
 * Comparing secrets: whether a text that was typed is the right one, with nothing to learn from how long it takes.
 *
 * @module
 */

/** Takes as long for a text that is nearly right as for one that is wrong from the first character on. */
export const isSameSecret = (a: string, b: string): boolean => {
  let difference = a.length ^ b.length
  for (let n = 0; n < a.length; n++) difference |= a.charCodeAt(n) ^ b.charCodeAt(n)
  return difference === 0
}
