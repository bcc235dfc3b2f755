/** The tests that judge a mutant: the tables of core and its unit tests, which answer in milliseconds. */
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import base from "./vitest.config.ts"

/** First the file that noticed the last mutant, which was near this one; then from the quickest to the slowest. */
class LikelyFirst extends BaseSequencer {
  override sort(files: readonly TestSpecification[]) {
    const cost = (file: TestSpecification) => {
      const last = this.ctx.cache.getTestSpecificationResult(file)
      return last?.failed === true ? -1 : (last?.duration ?? 0)
    }
    return Promise.resolve(files.toSorted((one, other) => cost(one) - cost(other)))
  }
}

export default defineConfig({
  resolve: base.resolve ?? {},
  ssr: base.ssr ?? {},
  test: {
    include: ["packages/core/test/**/*.test.ts"],
    // Left out is what takes half of the time and judges no rule that the tables do not state row by row: races,
    // properties of streams and of readers, formats of files.
    exclude: [
      "**/*.slow.test.ts",
      "packages/core/test/{laws,promise}/**",
      "packages/core/test/{notices,races,schedules,walkJournal}.test.ts",
      // The size of what a till imports: changed code is larger.
      "packages/core/test/network/offlineCode.test.ts",
      "packages/core/test/memory/archive.test.ts",
      "packages/core/test/books/{csv,ledgerPrograms,series}.test.ts"
    ],
    sequence: { sequencer: LikelyFirst },
    runner: "scripts/mutationRunner.ts",
    setupFiles: ["scripts/seed.ts", "scripts/coverage.ts"],
    testTimeout: 30_000,
    // A third of the time: the test files share their modules, none of which keeps what one test could tell another.
    isolate: false
  }
})
