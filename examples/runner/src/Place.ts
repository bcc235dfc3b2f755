/**
 * Places: where a line happened, so that times are those on the wall there and amounts have the right digits.
 *
 * @module
 */
import { type Asset, type Configuration, inUnits, localText } from "@tessera/core"

/** The fields of a command or question that say where and in which currency. */
export interface Said {
  readonly outlet?: string
  readonly terminal?: string
  readonly currency?: string
}

/** What is needed to print one line. */
export interface Place {
  readonly outlet: string | undefined
  readonly zone: string
  readonly asset: Asset
  /** The asset of another currency, such as points. */
  readonly assetOf: (currency: string) => Asset
}

/** Every asset of some programs, points included, by its code. */
export const assetsOf = (programs: Configuration["programs"]): ReadonlyMap<string, Asset> =>
  new Map(
    programs
      .flatMap(({ asset, points }) => [asset, ...(points === undefined ? [] : [points.asset])])
      .map((asset) => [asset.code, asset])
  )

/** Finds the place of a line in a configuration. */
export const placesOf = ({ outlets, programs, terminals, zone }: Configuration): ((said: Said) => Place) => {
  const outletOfTerminal = new Map<string, string>(terminals?.map(({ id, outlet }) => [id, outlet]))
  const zones = new Map<string, string | undefined>(outlets.map(({ id, zone }) => [id, zone]))
  const [only, ...others] = new Map(programs.map(({ asset }) => [asset.code, asset])).values()
  const assets = assetsOf(programs)
  const assetOf = (currency: string): Asset => assets.get(currency) ?? { code: currency, exponent: 0 }
  return ({ currency, outlet, terminal }) => {
    const id = outlet ?? outletOfTerminal.get(terminal ?? "")
    // A command need not name its currency. Where there are several, its amounts stay in minor units.
    const unnamed = only !== undefined && others.length === 0 ? only : { code: "", exponent: 0 }
    const asset = currency === undefined ? unnamed : assetOf(currency)
    return { outlet: id, zone: zones.get(id ?? "") ?? zone, asset, assetOf }
  }
}

/** An amount with the digits of its asset. */
export const amountText = ({ asset }: Pick<Place, "asset">, amount: bigint): string =>
  inUnits(amount, asset.exponent)

/** The last whole day on which something can be used that ends at an instant. */
export const lastDayText = ({ zone }: Pick<Place, "zone">, endsAt: number): string =>
  localText(zone, endsAt - 1).slice(0, 10)
