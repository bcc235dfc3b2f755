/**
 * A secret order of all texts of a length: the n-th of them, which nobody can foretell without the key, and none twice.
 *
 * @module
 */

const rounds = 10

/**
 * Where a number below `radix ** length` comes in the order: a Feistel network of ten rounds over the two halves of its digits, with
 * addition in their radix, as in FF1 of NIST SP 800-38G, and a keyed hash in place of AES. Each round can be undone, so two
 * numbers never come to the same.
 */
export const permuted = (
  hash: (text: string) => string,
  { length, radix }: { readonly radix: number; readonly length: number },
  n: bigint
): bigint => {
  const left = BigInt(radix) ** BigInt(length >> 1)
  const right = BigInt(radix) ** BigInt(length - (length >> 1))
  let [a, b] = [n / right, n % right]
  for (let round = 0; round < rounds; round++) {
    const size = round % 2 === 0 ? left : right
    const mixed = (a + BigInt(`0x${hash(`${round}\n${b}`)}`)) % size
    a = b
    b = mixed
  }
  return a * right + b
}
