/**
 * How far a long command is, on standard error: a bar where a person looks at it, a line now and then where a file does.
 *
 * @module
 */

/** How often a bar is drawn anew, in milliseconds; between lines it is a tenth of the way. */
const betweenDraws = 100
const widest = 30

const count = new Intl.NumberFormat("en")

/** How many, with commas between the thousands. */
export const counted = (amount: number): string => count.format(amount)

export interface Progress {
  /** `share` of the way, from 0 to 1; absent where nobody knows how long the way is. */
  readonly reached: (text: string, share?: number) => void
  /** Takes the bar away, so that something can be printed. */
  readonly clear: () => void
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`

const barOf = (text: string, share: number | undefined, columns: number): string => {
  if (share === undefined) return text.slice(0, columns - 1)
  const width = Math.min(widest, columns - text.length - 10)
  if (width < 5) return `${percent(share)} ${text}`.slice(0, columns - 1)
  const filled = Math.round(share * width)
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} ${percent(share).padStart(5)}  ${text}`
}

const onTerminal = (): Progress => {
  let drawnAt = Number.NEGATIVE_INFINITY
  return {
    reached: (text, share) => {
      if (performance.now() - drawnAt < betweenDraws) return
      drawnAt = performance.now()
      process.stderr.write(`\r${barOf(text, share, process.stderr.columns)}\u001B[K`)
    },
    clear: () => {
      if (drawnAt > 0) process.stderr.write("\r\u001B[K")
    }
  }
}

const inLines = (): Progress => {
  let tenths = 0
  return {
    reached: (text, share) => {
      const now = Math.floor((share ?? 0) * 10)
      if (now <= tenths) return
      tenths = now
      process.stderr.write(`${percent(share ?? 0)}, ${text}\n`)
    },
    clear: () => undefined
  }
}

export const progress = (): Progress => (process.stderr.isTTY ? onTerminal() : inLines())
