/**
 * `tessera completions`: what a shell reads to know the words of this program.
 *
 * @module
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import { type CommandDescriptor, generate } from "effect/cli/Completions"
import * as Console from "effect/Console"

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

/** The same, printing completions of these commands. */
export const completionsOf = (all: CommandDescriptor) =>
  completions.pipe(Command.withHandler(({ shell }) => Console.log(generate("tessera", shell, all))))
