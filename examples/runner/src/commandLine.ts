/**
 * The words after `npm start`: what to run, on which ledger, and how to show it.
 *
 * @module
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import type { Auditing } from "./audit.ts"
import { booksEndings, booksFile, type BooksFile } from "./exportBooks.ts"

/** What was asked for. */
export interface Options {
  readonly operations: string
  readonly programs: string
  /** The headings of a story. */
  readonly chapters: string | undefined
  /** What is said after it. */
  readonly afterwards: string
  /** Absent: a temporary file. */
  readonly database: string | undefined
  readonly json: boolean
  /** Ledger time is the clock on the wall instead of the lines' `at`. */
  readonly wallClock: boolean
  /** By how many days a line may be later than the one before. */
  readonly longestGapDays: number
  /** The configuration counts more than what was changed by operation. */
  readonly overrule: boolean
  /** Where the books are written to at the end. */
  readonly exports: ReadonlyArray<BooksFile>
  /** At the end hledger and beancount read the books, where they are installed. */
  readonly checkBooks: boolean
}

/** What the command line turned out to be. */
export type Asked =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "audit"; readonly asked: Auditing }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly why: string }

export const help = `Tessera's runner performs operations from a file on a ledger of your own.

  npm start                          one day in a small chain of shops, told in receipts
  npm start -- tell FOLDER           another story: PROGRAMS.json, operations.ndjson and chapters.json in a folder
  npm start -- run OPERATIONS.ndjson --config PROGRAMS.json [options]
                                     your operations: one JSON command a line; - reads standard input
  npm start -- checkpoint CHECKPOINT --config PROGRAMS.json --db LEDGER
                                     a signed checkpoint of the ledger, to be kept elsewhere; CHECKPOINT.trail goes with it
  npm start -- verify [CHECKPOINT] --config PROGRAMS.json --db LEDGER [--quarantine] [--operator ID]
                                     everything worked out again, beside the checkpoint: the first bad row, and all others

  --config FILE    owners, outlets, terminals and programs, as JSON
  --db FILE        keep the ledger in this SQLite file; run the same file again and nothing moves twice
  --json           print one JSON outcome a line, in input order, and a summary as the last line
  --clock now      take ledger time from this machine's clock instead of the lines' "at"
  --max-gap DAYS   allow a line to be this much later than the one before (default 366)
  --export FILE    write the books at the end: FILE.journal for hledger, FILE.beancount, or FILE.csv; as often as you like
  --check-books    have hledger and beancount read the books at the end, and say what they made of them
  --quarantine     verify sets the accounts apart in which something is bad; all others go on
  --operator ID    in whose name
  --overrule       let the configuration win over what was changed by operation since
  --help           show this

The key that hides card numbers is TESSERA_SECRET (32 characters or more), else the file DB.key, made on first use.
Exit code 0: every line was answered. 1: the ledger failed on the way; run the same command again.
2: the configuration, a file or the command line is wrong; standard error says where. 3: verify found something bad.
`

/** What a newcomer reads after the built-in day. */
const whereNext = `
Where to go on:
  examples/shop-day              this day: its programs, its operations, and what to change first
  npm start -- --json            the same day as the JSON that a till gets
  npm start -- run OPERATIONS.ndjson --config PROGRAMS.json --db ledger.db
                                 your own, kept in a file; run it twice and nothing moves twice
  npm run example:ktv            the two wallets of a karaoke chain's members
  npm run example:franchise      a week of three owners: who owes whom, whose cash is missing
  npm start -- --help            everything the runner can do
`

const words = {
  config: { type: "string" },
  db: { type: "string" },
  json: { type: "boolean", default: false },
  clock: { type: "string" },
  export: { type: "string", multiple: true },
  "check-books": { type: "boolean", default: false },
  overrule: { type: "boolean", default: false },
  quarantine: { type: "boolean", default: false },
  operator: { type: "string" },
  "max-gap": { type: "string", default: "366" },
  help: { type: "boolean", short: "h", default: false }
} as const

const read = (given: ReadonlyArray<string>) =>
  parseArgs({ args: [...given], options: words, allowPositionals: true, strict: true })

const wrong = (why: string): Asked => ({ kind: "wrong", why })

const builtIn = fileURLToPath(new URL("../../shop-day", import.meta.url))

/** Reads the command line; without words it is the built-in day. */
export const readCommandLine = (given: ReadonlyArray<string>): Asked => {
  let parsed: ReturnType<typeof read>
  try {
    parsed = read(given)
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
  const { positionals, values } = parsed
  if (values.help) return { kind: "help" }
  if (values.clock !== undefined && values.clock !== "now") return wrong('--clock knows only "now"')
  if (!/^[0-9]{1,6}$/.test(values["max-gap"])) return wrong("--max-gap takes a whole number of days")
  const exports = values.export ?? []
  const unknown = exports.find((file) => booksFile(file) === undefined)
  if (unknown !== undefined)
    return wrong(`--export takes a file that ends in ${booksEndings}, not ${unknown}`)
  const common = {
    database: values.db,
    json: values.json,
    wallClock: values.clock === "now",
    longestGapDays: Number(values["max-gap"]),
    overrule: values.overrule,
    exports: exports.flatMap((file) => booksFile(file) ?? []),
    checkBooks: values["check-books"]
  }
  const [verb, operations, ...more] = positionals
  if (verb === "checkpoint" || verb === "verify") return auditIn(verb, positionals.slice(1), values)
  if (verb === undefined && values.config === undefined)
    return { kind: "run", options: { ...common, ...storyIn(builtIn), afterwards: whereNext } }
  if (verb === "tell" && operations !== undefined && more.length === 0)
    return { kind: "run", options: { ...common, ...storyIn(operations) } }
  if (verb === "tell") return wrong("tell takes one folder")
  if (verb !== "run") return wrong(`Expected "run", "tell", "checkpoint" or "verify", not "${verb ?? ""}"`)
  if (operations === undefined) return wrong("run needs the file of operations")
  if (more.length > 0) return wrong(`run takes one file of operations, not also ${more.join(" ")}`)
  if (values.config === undefined) return wrong("run needs --config PROGRAMS.json")
  return {
    kind: "run",
    options: { ...common, operations, programs: values.config, chapters: undefined, afterwards: "" }
  }
}

const auditIn = (
  what: Auditing["what"],
  [checkpoint, ...more]: ReadonlyArray<string>,
  { config, db, json, operator, quarantine }: ReturnType<typeof read>["values"]
): Asked => {
  if (what === "checkpoint" && checkpoint === undefined)
    return wrong("checkpoint needs the file to keep it in")
  if (more.length > 0) return wrong(`${what} takes one checkpoint, not also ${more.join(" ")}`)
  if (config === undefined) return wrong(`${what} needs --config PROGRAMS.json`)
  if (db === undefined || !existsSync(db)) return wrong(`${what} needs --db with the file of a ledger`)
  return {
    kind: "audit",
    asked: { what, checkpoint, programs: config, database: db, json, quarantine, operator }
  }
}

const storyIn = (folder: string) => ({
  operations: join(folder, "operations.ndjson"),
  programs: join(folder, "PROGRAMS.json"),
  chapters: join(folder, "chapters.json"),
  afterwards: ""
})
