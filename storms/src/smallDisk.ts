/**
 * A disk that is soon full: a small file system in memory, which only root may mount.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { newFolder } from "./ledgers.ts"

export interface SmallDisk {
  readonly folder: string
  /** Makes it larger: somebody has cleared up. */
  readonly grow: (kilobytes: number) => void
  /** Leaves no more than so much room on it, until `clear`. */
  readonly fill: (kilobytes: number) => void
  readonly clear: () => void
  readonly remove: () => void
}

const mount = (...words: ReadonlyArray<string>): boolean => spawnSync("mount", words).status === 0

const roomOn = (folder: string): number =>
  Number(spawnSync("df", ["--output=avail", "-k", folder], { encoding: "utf8" }).stdout.split("\n")[1])

/** A disk of so many kilobytes, or nothing where none may be mounted. */
export const smallDisk = (kilobytes: number): SmallDisk | undefined => {
  const folder = newFolder()
  const remove = () => rmSync(folder, { recursive: true, force: true })
  if (!mount("-t", "tmpfs", "-o", `size=${kilobytes}k,mode=755`, "tmpfs", folder)) {
    remove()
    return undefined
  }
  const ballast = join(folder, "ballast")
  return {
    folder,
    grow: (size) => void mount("-o", `remount,size=${size}k`, folder),
    fill: (room) => writeFileSync(ballast, Buffer.alloc(Math.max(0, roomOn(folder) - room) * 1024, 1)),
    clear: () => rmSync(ballast, { force: true }),
    remove: () => {
      spawnSync("umount", ["--lazy", folder])
      remove()
    }
  }
}

/** Whether disks can be mounted here. */
export const mayMount = (): boolean => {
  const disk = smallDisk(64)
  disk?.remove()
  return disk !== undefined
}
