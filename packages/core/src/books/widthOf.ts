/**
 * How many columns a text takes where every character is as wide as any other, but for those that take two.
 *
 * @module
 */

/** Chinese, Japanese and Korean characters take two places. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/gu

/** The columns of a text. */
export const widthOf = (text: string): number => Array.from(text).length + (text.match(wide)?.length ?? 0)
