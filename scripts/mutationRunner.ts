/**
 * Finds the tests that judge a mutant by their names. They come as one pattern of thousands of names, which takes
 * longer to match than the tests take to run; a set of the same names takes nothing.
 */
import { type TestRunnerConfig, TestRunner } from "vitest"

/** The names between `(?:` and `)\s*$`, each with what is special in a pattern escaped. */
const named = ({ source }: RegExp) => {
  const names = new Set(
    Array.from(source.slice("(?:".length, -")\\s*$".length).matchAll(/(?:\\.|[^|\\])+/gs), ([name]) =>
      name.replaceAll(/\\(.)/gs, "$1")
    )
  )
  return { [Symbol.match]: (name: string) => names.has(name.trim()) || null }
}

export default class MutationRunner extends TestRunner {
  constructor(config: TestRunnerConfig) {
    super(config)
    if (config.testNamePattern !== undefined) {
      config.testNamePattern = named(config.testNamePattern) as unknown as RegExp
    }
  }
}
