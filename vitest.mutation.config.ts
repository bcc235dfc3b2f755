/** The tests that judge a mutant: those of core, without the slow ones. */
import { defineConfig } from "vitest/config"
import base from "./vitest.config.ts"

export default defineConfig({
  resolve: base.resolve ?? {},
  ssr: base.ssr ?? {},
  test: { include: ["packages/core/test/**/*.test.ts"], exclude: ["**/*.slow.test.ts"], testTimeout: 30_000 }
})
