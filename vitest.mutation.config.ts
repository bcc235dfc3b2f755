/** The tests that judge a mutant: the tables of core and its unit tests, which answer in milliseconds. */
import { defineConfig } from "vitest/config"
import base from "./vitest.config.ts"

export default defineConfig({
  resolve: base.resolve ?? {},
  ssr: base.ssr ?? {},
  test: {
    include: ["packages/core/test/**/*.test.ts"],
    // What asks a program of another house, with the examples beside it, judges the format of a file and no rule.
    exclude: [
      "**/*.slow.test.ts",
      "packages/core/test/{laws,promise}/**",
      "packages/core/test/books/ledgerPrograms.test.ts"
    ],
    testTimeout: 30_000,
    // A third of the time: the test files share their modules, none of which keeps what one test could tell another.
    isolate: false
  }
})
