/** Ends a test run with one plain line `N passed, N failed`, or leaves the two numbers in the file that TESSERA_TALLY names. */
import { writeFileSync } from "node:fs"
import type { Reporter, TestModule } from "vitest/node"

export default class Tally implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>, reason: string) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const passed = tests.filter((test) => test.result().state === "passed").length
    const broken = modules
      .flatMap((module) => [module, ...module.children.allSuites()])
      .flatMap((suite) => suite.errors())
    const counted =
      tests.filter((test) => test.result().state === "failed").length + broken.length + errors.length
    const failed = reason === "passed" ? counted : Math.max(1, counted)

    const file = process.env["TESSERA_TALLY"]
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed }))
    else process.on("exit", () => process.stdout.write(`\n${passed} passed, ${failed} failed\n`))
  }
}
