/**
 * What is wrong with the assets of programs: a code that means one number of decimals here and another one there.
 *
 * @module
 */
import type { Program } from "../program/Program.ts"
import type { Asset } from "../values/Asset.ts"
import type { Fault } from "./Fault.ts"

/** A program's assets, each with where it stands in the program. */
const assetsIn = ({
  asset,
  points
}: Program): ReadonlyArray<readonly [path: ReadonlyArray<string>, asset: Asset]> =>
  points === undefined
    ? [[["asset"], asset]]
    : [
        [["asset"], asset],
        [["points", "asset"], points.asset]
      ]

/** Assets of a program whose decimals are others than those of programs before it; paths begin in the program. */
export const assetFaults = (program: Program, before: ReadonlyArray<Program>): ReadonlyArray<Fault> => {
  const known = new Map(before.flatMap(assetsIn).map(([, { code, exponent }]) => [code, exponent]))
  return assetsIn(program).flatMap(([path, { code, exponent }]) => {
    const expected = known.get(code) ?? exponent
    return expected === exponent
      ? []
      : [
          {
            path: [...path, "exponent"],
            message: `Expected ${expected}, as elsewhere for ${code}: what is recorded would mean other amounts`
          }
        ]
  })
}
