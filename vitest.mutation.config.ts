/** The tests that judge a mutant: the tables of core and its unit tests, which answer in milliseconds. */
import { defineConfig } from "vitest/config"
import base from "./vitest.config.ts"

export default defineConfig({
  resolve: base.resolve ?? {},
  ssr: base.ssr ?? {},
  test: {
    include: ["packages/core/test/**/*.test.ts"],
    exclude: ["**/*.slow.test.ts", "packages/core/test/{laws,promise}/**"],
    testTimeout: 30_000,
    // A third of the time: the test files share their modules, none of which keeps what one test could tell another.
    isolate: false
  }
})
