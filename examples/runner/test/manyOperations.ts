/** A long file of operations of every common kind on a few cards, always the same for the same seed. */

/** Small integers in a repeatable order (the generator of Numerical Recipes). */
const dice = (seed: number) => {
  let state = seed >>> 0
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

type Fields = Record<string, unknown>
const money = (amount: number): Fields => ({ amount, currency: "EUR" })
const cash = { tender: { kind: "cash" } }
const outlets = ["S1", "S2", "F1"]

/** The verbs in turn; each names a card, an earlier redemption or an earlier hold. */
const verbs = (roll: (sides: number) => number, earlier: { sale: string; hold: string }) => {
  const outlet = outlets[roll(3)]
  const card = `CARD${1000 + roll(40)}`
  const place: Fields = { outlet, card }
  const choices: ReadonlyArray<() => Fields> = [
    () => ({ type: "Load", ...place, ...money(10_000), ...cash, offer: "100+20" }),
    () => ({ type: "Load", ...place, ...money(500 + roll(3000)), ...cash }),
    () => ({ type: "Hold", ...place, ...money(100 + roll(2000)) }),
    () => ({
      type: "Capture",
      outlet,
      holdKey: earlier.hold,
      ...money(50 + roll(900)),
      final: roll(2) === 0
    }),
    () => ({ type: "Release", outlet, holdKey: earlier.hold }),
    () => ({ type: "Refund", outlet, originalKey: earlier.sale, ...money(1 + roll(500)) }),
    () => ({ type: "Reverse", outlet, originalKey: earlier.sale, reason: "customerCancel" }),
    () => ({ type: "Transfer", outlet, from: card, to: `CARD${1000 + roll(40)}`, ...money(1 + roll(900)) }),
    () => ({ type: roll(2) === 0 ? "Block" : "Unblock", card, reason: "test" })
  ]
  return roll(2) === 0
    ? { type: "Redeem", ...place, ...money(1 + roll(4000)), partial: roll(4) === 0 }
    : (choices[roll(choices.length)]?.() ?? {})
}

/** So many lines; some are sent twice, and every four hundredth posts what has fallen due. */
export const manyOperations = (count: number, seed: number): string => {
  const roll = dice(seed)
  const earlier = { sale: "k0", hold: "k0" }
  const lines: Array<string> = []
  const begun = Date.parse("2026-01-01T08:00:00Z")
  for (let n = 0; lines.length < count; n++) {
    const at = new Date(begun + n * 7 * 60_000).toISOString()
    const verb: Fields =
      n < 40
        ? { type: "Issue", program: "member", card: `CARD${1000 + n}`, outlet: "S1", ...money(5000), ...cash }
        : n % 400 === 0
          ? { type: "Sweep" }
          : verbs(roll, earlier)
    const line = JSON.stringify({ ...verb, key: `k${n}`, at })
    lines.push(line)
    if (verb["type"] === "Redeem" && roll(2) === 0) earlier.sale = `k${n}`
    if (verb["type"] === "Hold") earlier.hold = `k${n}`
    if (roll(20) === 0) lines.push(line)
  }
  return `${lines.join("\n")}\n`
}
