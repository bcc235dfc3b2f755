/** The first files of a machine that has no disk: an archive in the new format of cpio, as a kernel takes it. */
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"

interface Entry {
  readonly path: string
  readonly mode: number
  readonly content: Uint8Array
}

const [folder, file] = [0o040755, 0o100755]

const bytesOf = ({ content, mode, path }: Entry, n: number): Buffer => {
  const fields = [n, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, path.length + 1, 0]
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}${path}\0`
  const padded = (part: Uint8Array): Buffer => Buffer.concat([part, Buffer.alloc(-part.length & 3)])
  return Buffer.concat([padded(Buffer.from(head, "latin1")), padded(content)])
}

/** Everything in a folder; links are followed, as what they point at may lie elsewhere. */
const filesIn = (from: string, to: string): ReadonlyArray<readonly [string, string]> =>
  readdirSync(from).flatMap((name) => {
    const [source, target] = [join(from, name), `${to}/${name}`]
    return statSync(source).isDirectory() ? filesIn(source, target) : [[target, source] as const]
  })

/** `files`: what is there, by its path; a text is its content, and `from` a file or a folder of this machine. */
export const initramfs = (files: Readonly<Record<string, string | { readonly from: string }>>): Buffer => {
  const whole = new Map<string, Uint8Array>()
  for (const [path, what] of Object.entries(files)) {
    if (typeof what === "string") whole.set(path, Buffer.from(what))
    else if (statSync(what.from).isDirectory())
      for (const [target, source] of filesIn(what.from, path)) whole.set(target, readFileSync(source))
    else whole.set(path, readFileSync(what.from))
  }
  const folders = new Set<string>(["dev", "proc", "sys", "tmp"])
  for (const path of whole.keys())
    for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) folders.add(path.slice(0, at))
  const none = new Uint8Array(0)
  const entries: ReadonlyArray<Entry> = [
    ...[...folders].sort().map((path) => ({ path, mode: folder, content: none })),
    ...[...whole].map(([path, content]) => ({ path, mode: file, content })),
    { path: "TRAILER!!!", mode: 0, content: none }
  ]
  return Buffer.concat(entries.map(bytesOf))
}
