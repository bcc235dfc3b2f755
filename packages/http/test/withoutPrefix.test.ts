/** A prefix is cut off where it is one, and only there. */
import { expect, it } from "vitest"
import { withoutPrefix } from "../src/mount/withoutPrefix.ts"

it.each([
  ["/v1/cards", "", "/v1/cards"],
  ["/pay/v1/cards?limit=1", "/pay", "/v1/cards?limit=1"],
  ["/pay", "/pay", "/"],
  ["/pay?limit=1", "/pay", "/?limit=1"],
  ["/payroll/v1/cards", "/pay", "/payroll/v1/cards"],
  ["/v1/pay", "/pay", "/v1/pay"]
])("%s below %s is %s", (path, prefix, expected) => expect(withoutPrefix(path, prefix)).toBe(expected))
