/**
 * The assets of a network: the currencies and points of its programs, with their exponents.
 *
 * @module
 */
import type { Network } from "../network/Network.ts"
import type { Asset } from "../values/Asset.ts"

/** Every asset that programs of the network count in, in the order of their codes. */
export const assetsOf = ({ programs }: Pick<Network, "programs">): ReadonlyArray<Asset> => {
  const assets = [...programs.values()].flatMap(({ asset, points }) =>
    points === undefined ? [asset] : [asset, points.asset]
  )
  return [...new Map(assets.map((asset) => [asset.code, asset])).values()].toSorted((a, b) =>
    a.code < b.code ? -1 : 1
  )
}
