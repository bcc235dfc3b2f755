/**
 * A progress bar on standard error, for files that take a while; only where a person is looking and nothing else moves.
 *
 * @module
 */
import { statSync } from "node:fs"

const width = 40
const betweenDraws = 100
const quickFile = 1024 * 1024

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** A bar for reading a file; none for short ones, pipes, and where standard output is on the same terminal. */
export const progressBar = (file: string) => {
  const size = sizeOf(file)
  const isShown = process.stderr.isTTY && !process.stdout.isTTY && size > quickFile
  let drawnAt = 0
  return {
    reached: (bytes: number): void => {
      if (!isShown || performance.now() - drawnAt < betweenDraws) return
      drawnAt = performance.now()
      const share = Math.min(1, bytes / size)
      const bar = "█".repeat(Math.round(share * width)).padEnd(width, "░")
      process.stderr.write(`\r${bar} ${Math.floor(share * 100)} %`)
    },
    clear: (): void => {
      if (drawnAt > 0) process.stderr.write("\r\u001B[K")
    }
  }
}
