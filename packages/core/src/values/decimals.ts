/**
 * Decimals of a keyed hash: the digits that a person types, each as likely as any other.
 *
 * @module
 */

/**
 * The first so many decimal digits in the hexadecimal text of a hash, which leaves no digit more likely than another. Should
 * there be fewer, which happens once in 10¹⁷ times for 8 digits of 256 bits, the letters a to f go on as 0 to 5.
 */
export const decimals = (hash: string, count: number): string => {
  const digits = hash.replace(/[a-f]/g, "")
  const letters = hash.replace(/\d/g, "")
  return `${digits}${letters.replace(/[a-f]/g, (letter) => String(letter.charCodeAt(0) - 97))}`.slice(
    0,
    count
  )
}
