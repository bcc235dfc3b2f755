/**
 * Public addresses: those on the internet at large, and not somebody's own network (SSRF guard).
 *
 * @module
 */
import { BlockList, isIPv4, isIPv6 } from "node:net"

/** What the IANA registries of special-purpose addresses (RFC 6890 and after) keep from the internet, and multicast. */
const special4: ReadonlyArray<readonly [string, number]> = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4]
]

/** Of what is allocated as global unicast: protocols, documentation, and 6to4, behind which is an IPv4 address. */
const special6: ReadonlyArray<readonly [string, number]> = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20]
]

const listOf = (ranges: ReadonlyArray<readonly [string, number]>, family: "ipv4" | "ipv6"): BlockList => {
  const list = new BlockList()
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family)
  return list
}

const private4 = listOf(special4, "ipv4")
const private6 = listOf(special6, "ipv6")
const global6 = listOf([["2000::", 3]], "ipv6")

/** Whether an IP address is on the internet at large. What is no address is not. */
export const isPublic = (address: string): boolean => {
  if (isIPv4(address)) return !private4.check(address, "ipv4")
  return isIPv6(address) && global6.check(address, "ipv6") && !private6.check(address, "ipv6")
}
