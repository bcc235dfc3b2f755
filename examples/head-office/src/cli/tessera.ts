/**
 * `tessera`: all commands under their names, and how each of them ends.
 *
 * @module
 */
import * as NodeChildProcessSpawner from "@effect/platform-node-shared/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeStdio from "@effect/platform-node-shared/NodeStdio"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import * as CliConfig from "effect/cli/CliConfig"
import { isCliError } from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import { fromCommand } from "effect/cli/Completions"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { card } from "./card.ts"
import { completions, completionsOf } from "./completions.ts"
import { dayCommand } from "./day.ts"
import { codes, Ended } from "./Ended.ts"
import { exportCommand } from "./exportFile.ts"
import { importFile } from "./importFile.ts"
import { job } from "./job.ts"
import { key } from "./key.ts"
import { outlet } from "./outlet.ts"
import { program } from "./program.ts"
import { globalFlags } from "./Session.ts"
import { terminal } from "./terminal.ts"

/** Below the first line its formatter sets nothing in. */
const description = [
  "The head office of a chain, from a terminal.",
  "",
  "It asks a running server (npm run example:head-office), at TESSERA_URL or",
  "http://127.0.0.1:4000, by the key in TESSERA_KEY. Exit codes:",
  "",
  "0  done",
  "1  declined or refused: nothing was done, or not all of it",
  "2  the words, a file or the key cannot be used: nothing was sent",
  "3  nobody knows whether it was done: the sentence says how to find out"
].join("\n  ")

const named = Command.make("tessera").pipe(
  Command.withDescription(description),
  Command.withExamples([
    { command: "tessera card show 4000-1234", description: "What a card holds" },
    {
      command: "tessera terminal create C3 --outlet Centre --pair",
      description: "A new till, and the code to enrol it"
    },
    { command: "tessera import offline.ndjson", description: "What a till did while it was offline" },
    { command: "tessera export journal --out books.csv", description: "The books, for a spreadsheet" }
  ])
)

const groups = [
  { group: "The chain", commands: [program, outlet, terminal, key] },
  { group: "Cards and days", commands: [card, dayCommand] },
  { group: "Files", commands: [importFile, exportCommand, job] }
] as const

const shells = { group: "This program", commands: [completions] } as const

const withFlags = Command.withGlobalFlags(globalFlags)
const words = fromCommand(withFlags(named.pipe(Command.withSubcommands([...groups, shells]))))

const tessera = named.pipe(
  Command.withSubcommands([...groups, { group: "This program", commands: [completionsOf(words)] }]),
  Command.withGlobalFlags(globalFlags)
)

/** Help where it was asked for; where the words are wrong, what is wrong with them and where help is. */
const presenter: CliOutput.Presenter = {
  present: (event) => {
    if (event._tag !== "InvalidInvocation") return CliOutput.defaultPresenter.present(event)
    const said = event.errors.map(({ message }) => message).join("\n")
    return Console.error(`${said}\n\n${event.commandPath.join(" ")} --help shows what can be said.`)
  }
}

const services = Layer.mergeAll(
  Layer.provideMerge(NodeChildProcessSpawner.layer, Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)),
  NodeTerminal.layer,
  NodeStdio.layer,
  CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
  CliOutput.layerPresenter(presenter)
)

const codeOf = (failure: unknown): number => {
  if (failure instanceof Ended) return codes[failure.how]
  return isCliError(failure) && failure._tag === "ShowHelp" && failure.errors.length === 0
    ? 0
    : codes.unusable
}

/** Says why it did not come to its end, with `--json` as a document too. */
const told = (failure: unknown, isJson: boolean): Effect.Effect<void> => {
  if (!(failure instanceof Ended)) return Effect.void
  const { how, isTold = false, message, problem } = failure
  const document = JSON.stringify({ outcome: how, message, problem })
  return Effect.andThen(isJson && !isTold ? Console.log(document) : Effect.void, Console.error(message))
}

/** Does what the words say; the effect ends with the exit code. What nobody expected is thrown. */
export const run = (given: ReadonlyArray<string>, version: string): Effect.Effect<number> =>
  Command.runWith(tessera, { version })(given).pipe(
    Effect.as(0),
    Effect.catch((failure) => Effect.as(told(failure, given.includes("--json")), codeOf(failure))),
    Effect.provide(services)
  )
