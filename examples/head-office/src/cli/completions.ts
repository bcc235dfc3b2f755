/**
 * `tessera completions`: what a shell reads to know the words of this program.
 *
 * @module
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import { type CommandDescriptor, type FlagDescriptor, fromCommand, generate } from "effect/cli/Completions"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Console from "effect/Console"
import { globalFlags } from "./Session.ts"

/** The words of it, before it is known which others there are. */
export const completions = Command.make("completions", {
  shell: Argument.Literals("shell", ["bash", "zsh", "fish"]).pipe(Argument.withDescription("Which shell"))
}).pipe(
  Command.withDescription("Completions for a shell: bash, zsh or fish"),
  Command.withExamples([
    { command: "source <(tessera completions bash)" },
    { command: "tessera completions fish > ~/.config/fish/completions/tessera.fish" }
  ])
)

/** Words after which a file is named, and arguments that are one. */
const files: ReadonlySet<string> = new Set(["file", "out", "refused", "key-file"])

const asFile = <Word extends Pick<FlagDescriptor, "name" | "type">>(word: Word): Word =>
  files.has(word.name) ? { ...word, type: { _tag: "Path", pathType: "file" } } : word

/** The flags that every command takes. */
const everywhere = fromCommand(
  Command.make("tessera", {
    flags: [GlobalFlag.Help.flag, GlobalFlag.Version.flag, ...globalFlags.map(({ flag }) => flag)]
  })
).flags.map((flag): FlagDescriptor => ({ ...flag, negation: false }))

/** All that a shell completes: also the flags of all commands, and files where one is named. */
const whole = (command: CommandDescriptor): CommandDescriptor => ({
  ...command,
  flags: [...command.flags, ...everywhere].map(asFile),
  arguments: command.arguments.map(asFile),
  subcommands: command.subcommands.map(whole)
})

/** The same, printing completions of these commands. How they are installed is said as it is here: a command, and no flag. */
export const completionsOf = (all: CommandDescriptor) =>
  completions.pipe(
    Command.withHandler(({ shell }) =>
      Console.log(
        generate("tessera", shell, whole(all)).replace("tessera --completions ", "tessera completions ")
      )
    )
  )
