/**
 * Starting: reads what was asked and the configuration, runs it, and turns every way to end into an exit code.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { type Configuration, type Fault, readConfiguration } from "@tessera/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { type Auditing, auditing } from "./audit.ts"
import { sentenceIn } from "./FileUnreadable.ts"
import { help, type Options, readCommandLine } from "./commandLine.ts"
import { ledgerOf } from "./ledger.ts"
import { outputTo } from "./Output.ts"
import { progressBar } from "./progressBar.ts"
import { run, type Showing, showingJson } from "./run.ts"
import { showReadable } from "./showReadable.ts"

const say = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`)
}

const pathText = ({ path }: Fault): string =>
  path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "")

/** The configuration in a file, or the first thing that is wrong with it. */
const configurationIn = (file: string): Configuration | string => {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""))
  } catch (error) {
    return `${file}: ${error instanceof Error ? error.message : String(error)}`
  }
  const read = readConfiguration(document)
  if (Result.isSuccess(read)) return read.success
  const [first] = read.failure
  return `${file}: ${first === undefined ? "not a configuration" : `${pathText(first) || "the document"}: ${first.message}`}`
}

/** A story has headings, and perhaps something to say afterwards. */
const readable = ({ afterwards, chapters }: Options, configuration: Configuration): Showing => {
  const headings = chapters === undefined ? [] : JSON.parse(readFileSync(chapters, "utf8"))
  return showReadable(configuration, headings, afterwards)
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Runs to the end, or until a signal; gives the exit code. */
const performed = async (options: Options, configuration: Configuration): Promise<number> => {
  const showing = options.json ? showingJson(configuration) : readable(options, configuration)
  const write = outputTo(process.stdout)
  const progress = progressBar(options.operations)
  const program = Effect.provide(
    run(options, showing, { write, progress: progress.reached }),
    ledgerOf(configuration, options)
  )
  const fiber = Effect.runFork(program)
  let stopped: number | undefined
  for (const [signal, code] of Object.entries(signals))
    process.once(signal, () => {
      stopped = code
      Effect.runFork(Fiber.interrupt(fiber))
    })
  const exit = await Effect.runPromise(Fiber.await(fiber))
  progress.clear()
  if (stopped !== undefined) return stopped
  return Exit.isSuccess(exit) ? 0 : failed(Cause.squash(exit.cause))
}

const failed = (failure: unknown): number => {
  const tag = typeof failure === "object" && failure !== null && "_tag" in failure ? failure._tag : undefined
  const why = sentenceIn(failure)
  switch (tag) {
    case "OutputClosed":
      return 0
    case "LeftInDoubt":
      say(
        "The ledger did not say whether the last commit was made. Run the same command again: it finds out."
      )
      return 1
    case "StoreUnavailable":
    case "Overloaded":
      say(`The ledger failed: ${why}. Run the same command again; what was answered stays as it is.`)
      return 1
    default:
      say(why)
      return 2
  }
}

/** Prints what an audit says; gives the exit code. */
const audited = async (asked: Auditing, configuration: Configuration): Promise<number> => {
  try {
    const ledger = ledgerOf(configuration, { database: asked.database, overrule: false, wallClock: true })
    const exit = await Effect.runPromiseExit(Effect.provide(auditing(asked), ledger))
    if (Exit.isFailure(exit)) return failed(Cause.squash(exit.cause))
    process.stdout.write(exit.value.text)
    return exit.value.isBad ? 3 : 0
  } catch (error) {
    return failed(error)
  }
}

/** Does what the command line asks; gives the exit code. */
export const start = async (words: ReadonlyArray<string>): Promise<number> => {
  const asked = readCommandLine(words)
  switch (asked.kind) {
    case "help":
      process.stdout.write(help)
      return 0
    case "wrong":
      say(`${asked.why}\n\n${help}`)
      return 2
    case "audit": {
      const configuration = configurationIn(asked.asked.programs)
      if (typeof configuration === "string") {
        say(configuration)
        return 2
      }
      return audited(asked.asked, configuration)
    }
    case "run": {
      const configuration = configurationIn(asked.options.programs)
      if (typeof configuration === "string") {
        say(configuration)
        return 2
      }
      try {
        return await performed(asked.options, configuration)
      } catch (error) {
        return failed(error)
      }
    }
  }
}
