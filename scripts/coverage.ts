/**
 * What a test file covered is told by that file alone. The tests that judge mutants share one realm, where each file
 * would tell again what all files before it covered: gigabytes, and hits counted as often as there are files.
 */
import { beforeAll } from "vitest"

beforeAll(() => {
  const stryker = (globalThis as { __stryker__?: { mutantCoverage?: { perTest: object } } }).__stryker__
  if (stryker?.mutantCoverage !== undefined) {
    stryker.mutantCoverage.perTest = {}
  }
})
