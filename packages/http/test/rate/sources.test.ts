/** Addresses as they are counted: what one household has is one source. */
import * as fc from "fast-check"
import { expect, it } from "vitest"
import { sourceCounted } from "../../src/rate/limits.ts"

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:2::6", "2001:db8:1:2::/64"],
  ["2001:db8::6", "2001:db8:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["64:ff9b::192.0.2.7", "64:ff9b:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["what a host says", "what a host says"]
])("%s is counted as %s", (source, counted) => {
  expect(sourceCounted(source)).toBe(counted)
})

it("addresses of one network are one source, and those of another are not, however they are written", () => {
  const group = fc.integer({ min: 0, max: 0xff_ff })
  const four = fc.tuple(group, group, group, group)
  const short = (groups: ReadonlyArray<number>) =>
    new URL(`http://[${groups.map((one) => one.toString(16)).join(":")}]`).hostname.slice(1, -1)
  fc.assert(
    fc.property(four, four, four, four, (network, other, host, another) => {
      const counted = (...groups: ReadonlyArray<number>) => [
        sourceCounted(groups.map((one) => one.toString(16).padStart(4, "0")).join(":")),
        sourceCounted(short(groups))
      ]
      const [here, there] = [counted(...network, ...host), counted(...other, ...another)]
      expect(new Set([...here, ...counted(...network, ...another)]).size).toBe(1)
      expect(new Set([...here, ...there]).size).toBe(String(network) === String(other) ? 1 : 2)
    })
  )
})
