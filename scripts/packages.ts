/** The packages that are published, with the entries a user can import. */
import { globSync, readFileSync } from "node:fs"
import { dirname } from "node:path"

export interface Published {
  readonly name: string
  readonly folder: string
  /** `""` for the package itself, `/sqlite` for one of its entries, each with its declarations. */
  readonly entries: ReadonlyArray<{ readonly path: string; readonly types: string }>
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly publishConfig?: { readonly exports: Record<string, { readonly types: string }> }
}

export const published = (): ReadonlyArray<Published> =>
  globSync("packages/*/package.json")
    .toSorted()
    .map((file): Manifest & { readonly folder: string } => ({
      ...(JSON.parse(readFileSync(file, "utf8")) as Manifest),
      folder: dirname(file)
    }))
    .filter((manifest) => manifest.private !== true)
    .map(({ folder, name, publishConfig }) => ({
      name,
      folder,
      entries: Object.entries(publishConfig?.exports ?? {}).map(([path, { types }]) => ({
        path: path.slice(1),
        types
      }))
    }))
