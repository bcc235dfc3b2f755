/** Whose requests are counted together, behind a proxy. */
import { expect, it } from "vitest"
import { sourceOf } from "../src/sourceOf.ts"

const proxy = "10.0.0.1"

it.each([
  // what the proxy says          who it is
  [undefined, proxy],
  ["", proxy],
  ["192.0.2.7", "192.0.2.7"],
  ["1.1.1.1, 192.0.2.7", "192.0.2.7"],
  [["1.1.1.1", "192.0.2.7"], "192.0.2.7"],
  ["1.1.1.1,", proxy],
  ["192.0.2.7:50123", "192.0.2.7"],
  ["2001:db8::7", "2001:db8::7"],
  ["[2001:db8::7]", "2001:db8::7"],
  ["[2001:db8::7]:50123", "2001:db8::7"],
  ["unknown", "unknown"]
] as const)("%j: %s", (said, source) => {
  const headers = said === undefined ? {} : { "x-forwarded-for": said as string }
  expect(sourceOf({ headers, socket: { remoteAddress: proxy } })).toBe(source)
})
