/**
 * Finds the tests that judge a mutant by their names. They come as one pattern of thousands of names, which takes
 * longer to match than the tests take to run; a set of the same names takes nothing.
 */
import { type TestRunnerConfig, TestRunner } from "vitest"

/** A pattern of the names between `(?:` and `)\s*$`, each with what is special in a pattern escaped. */
class Names extends RegExp {
  private readonly names: ReadonlySet<string>

  constructor({ source }: RegExp) {
    super("")
    const between = source.slice("(?:".length, -")\\s*$".length)
    this.names = new Set(
      Array.from(between.matchAll(/(?:\\.|[^|\\])+/gs), ([name]) => name.replaceAll(/\\(.)/gs, "$1"))
    )
  }

  override [Symbol.match](name: string): RegExpMatchArray | null {
    return this.names.has(name.trim()) ? [name] : null
  }
}

export default class MutationRunner extends TestRunner {
  constructor(config: TestRunnerConfig) {
    super(config)
    if (config.testNamePattern !== undefined) config.testNamePattern = new Names(config.testNamePattern)
  }
}
