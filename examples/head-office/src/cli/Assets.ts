/**
 * Amounts as people write them: in units, by the decimals that the programs' assets have.
 *
 * @module
 */
import { fromUnits, inUnits } from "@tessera/core"
import * as Effect from "effect/Effect"
import { all, pageAfter } from "./ask.ts"
import { unusable } from "./Ended.ts"
import { session } from "./Session.ts"

/** How many decimals each asset has, by its code. */
export type Assets = ReadonlyMap<string, number>

/** The assets of all programs, points included. */
export const assets = Effect.gen(function* () {
  const { client } = yield* session
  const programs = yield* all((after) => client.ask.programs(pageAfter(after)))
  return new Map(
    programs.flatMap(({ asset, points }) =>
      [asset, points?.asset].flatMap((one) => (one === undefined ? [] : [[one.code, one.exponent] as const]))
    )
  )
})

/** Minor units as units: 1250 of EUR as 12.50. What nobody knows the decimals of is shown as it is. */
export const units = (known: Assets, amount: number, code: string): string =>
  inUnits(BigInt(amount), known.get(code) ?? 0)

/** Units as minor units, exactly, or what is wrong with them. */
export const minor = (known: Assets, text: string, code: string) => {
  const decimals = known.get(code)
  if (decimals === undefined)
    return Effect.fail(unusable(`--currency: Expected ${[...known.keys()].join(" or ")}, not ${code}`))
  const amount = fromUnits(text, decimals)
  return amount === undefined || amount <= 0n
    ? Effect.fail(unusable(`--amount: Expected an amount with at most ${decimals} decimals, such as 12.5`))
    : Effect.succeed(Number(amount))
}
