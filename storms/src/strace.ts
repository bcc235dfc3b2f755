/**
 * Failing calls, where strace is there: it makes the operating system fail or kill at a chosen call on chosen files.
 *
 * @module
 */
import { spawnSync } from "node:child_process"

/** The calls by which SQLite changes what is on the disk. */
export const changingCalls = ["pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "fallocate"]

/** The ledger file and what SQLite lays beside it. */
const filesOf = (file: string): ReadonlyArray<string> =>
  ["", "-wal", "-shm", "-journal", "-writer", "-writer-journal"].map((ending) => `${file}${ending}`)

/** Why nothing can be done to calls here, if nothing can. */
export const straceMissing = (): string | undefined => {
  const tried = spawnSync("strace", ["-f", "-e", "trace=fsync", "-o", "/dev/null", "true"])
  if (tried.error !== undefined) return "strace is not installed here"
  return tried.status === 0 ? undefined : `strace may not be used here: ${tried.stderr.toString().trim()}`
}

/** What is done at calls of the names that are traced. */
export interface Injection {
  readonly file: string
  readonly calls: ReadonlyArray<string>
  /** As strace writes it: `signal=KILL`, `error=EIO`. */
  readonly effect: string
  /** As strace writes it: `7` for the seventh call, `7+` for it and all after it. */
  readonly when: string
}

/** The program and its words under which a till is run. */
export const underStrace = ({ calls, effect, file, when }: Injection): ReadonlyArray<string> => [
  "strace",
  "-f",
  "--quiet=all",
  "-o",
  "/dev/null",
  ...filesOf(file).flatMap((one) => ["-P", one]),
  "-e",
  `trace=${calls.join(",")}`,
  "-e",
  `inject=${calls.join(",")}:${effect}:when=${when}`
]
