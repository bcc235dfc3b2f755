/**
 * A small file that is there whole or not at all, whenever the power goes, and that only its owner reads.
 *
 * @module
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync
} from "node:fs"
import { dirname } from "node:path"

/** Written beside it first, brought to the disk, and put in its place at once. */
export const keep = (path: string, content: unknown): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  const handle = openSync(draft, "w", 0o600)
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, path)
}

/** What was kept; nothing where nothing was. What it is, is read by who asks. */
export const kept = (path: string): unknown =>
  existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined
