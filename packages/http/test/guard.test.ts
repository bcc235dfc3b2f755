/** The guard of what is posted to: no address of anybody's own network, however it is written, and whenever it is asked for. */
import { createServer, get, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "@effect/vitest"
import { NotDelivered } from "@tessera/core/ports"
import { isPublic } from "../src/isPublic.ts"
import { guardedLookup, post, refusalOf, type Resolve } from "../src/post.ts"
import { receiver } from "./receiver.ts"

/** First and last address of every special-purpose range of the IANA registries, and its neighbours on the internet. */
const ranges: ReadonlyArray<
  readonly [name: string, first: string, last: string, ...open: ReadonlyArray<string>]
> = [
  ["this network", "0.0.0.0", "0.255.255.255", "1.0.0.0"],
  ["private use", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
  ["shared by carriers", "100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
  ["this machine", "127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
  ["link local, and the clouds' own", "169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
  ["private use", "172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
  ["protocols", "192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"],
  ["documentation", "192.0.2.0", "192.0.2.255", "192.0.3.0"],
  ["AS112", "192.31.196.0", "192.31.196.255", "192.31.195.255", "192.31.197.0"],
  ["multicast tunnels", "192.52.193.0", "192.52.193.255", "192.52.192.255", "192.52.194.0"],
  ["6to4 relays", "192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"],
  ["private use", "192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
  ["AS112", "192.175.48.0", "192.175.48.255", "192.175.47.255", "192.175.49.0"],
  ["measurements", "198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"],
  ["documentation", "198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"],
  ["documentation", "203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"],
  ["multicast", "224.0.0.0", "239.255.255.255", "223.255.255.255"],
  ["reserved, and to all", "240.0.0.0", "255.255.255.255"],
  ["nothing and this machine", "::", "::1"],
  ["IPv4 within IPv6", "::ffff:0.0.0.0", "::ffff:255.255.255.255"],
  ["IPv4 within IPv6, of old", "::0.0.0.2", "::255.255.255.255"],
  ["IPv4 behind a translator", "64:ff9b::", "64:ff9b::ffff:ffff"],
  ["IPv4 behind one's own translator", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
  ["thrown away", "100::", "100::ffff:ffff:ffff:ffff"],
  ["not given to anybody", "400::", "1fff:ffff::", "2000::"],
  ["protocols, Teredo among them", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"],
  ["documentation", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7::", "2001:db9::"],
  ["IPv4 by 6to4", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::"],
  ["AS112", "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", "2620:4f:7fff::", "2620:4f:8001::"],
  ["documentation", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3ffe:ffff::"],
  ["segment routing", "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["local", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["link local", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["site local, of old", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["multicast", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]
]

const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address)
const toURL = (host: string): URL => new URL(`https://${host}/hook`)

describe("an address", () => {
  it.each(ranges)("of %s (%s to %s) is nobody's to be told", (_, first, last, ...open) => {
    for (const address of [first, last]) {
      expect([address, isPublic(address)]).toEqual([address, false])
      expect(refusalOf(toURL(bracketed(address)))).toBe("Expected a public address")
    }
    for (const address of open) {
      expect([address, isPublic(address)]).toEqual([address, true])
      expect(refusalOf(toURL(bracketed(address)))).toBeUndefined()
    }
  })

  it.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"])("%s is public", (address) =>
    expect(isPublic(address)).toBe(true)
  )

  it.each(["example.org", "", "8.8.8", "fe80::1%eth0"])("%s is none", (text) =>
    expect(isPublic(text)).toBe(false)
  )

  it.each([
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "１２７.0.0.1",
    "[::ffff:7f00:1]"
  ])("of this machine is known when it is written %s", (host) =>
    expect(refusalOf(toURL(host))).toBe("Expected a public address")
  )
})

describe("a URL", () => {
  it.each([
    ["https://example.org/", undefined],
    ["https://example.org:443/", undefined],
    ["https://example.org:8443/hook?of=cards", undefined],
    ["https://example.org:1024/", undefined],
    ["https://example.org:65535/", undefined],
    ["https://example.org:22/", "Expected port 443, or one from 1024 on"],
    ["https://example.org:25/", "Expected port 443, or one from 1024 on"],
    ["https://example.org:1023/", "Expected port 443, or one from 1024 on"],
    ["http://example.org/", "Expected a URL of https:"],
    ["ftp://example.org/", "Expected a URL of https:"],
    ["file:///etc/passwd", "Expected a URL of https:"],
    ["gopher://example.org:443/", "Expected a URL of https:"],
    ["https://me@example.org/", "Expected a URL without a password"],
    ["https://:secret@example.org/", "Expected a URL without a password"]
  ])("%s: %s", (url, expected) => expect(refusalOf(new URL(url))).toBe(expected))
})

const heard = (answer: IncomingMessage): Promise<string> =>
  answer.toArray().then((parts: ReadonlyArray<unknown>) => parts.join(""))

describe("a name", () => {
  /** A name server that says another thing each time. */
  const changing = (...answers: ReadonlyArray<ReadonlyArray<string>>) => {
    let asked = 0
    const resolve: Resolve = (_, __, done) => {
      const found = answers[Math.min(asked, answers.length - 1)] ?? []
      asked += 1
      done(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))
      )
    }
    return { resolve, asked: () => asked }
  }
  const allowed = (address: string): boolean => address === "127.0.0.1"

  it.live(
    "is asked for once, and what was checked is what is connected to, whatever it means the next time",
    () =>
      Effect.promise(async () => {
        const server = createServer((request, response) => response.end(request.socket.localAddress))
        await new Promise<void>((listening) => server.listen(0, "0.0.0.0", listening))
        const { port } = server.address() as AddressInfo
        const names = changing(["127.0.0.1"], ["127.0.0.2"])
        const lookup = guardedLookup(names.resolve, allowed)
        const ask = () =>
          new Promise<string>((resolve, reject) => {
            const request = get(
              { host: "shop.example", port, lookup, agent: false },
              (answer) => void heard(answer).then(resolve, reject)
            )
            request.on("error", reject)
          })
        expect(await ask()).toBe("127.0.0.1")
        expect(names.asked()).toBe(1)
        await expect(ask()).rejects.toMatchObject({ code: "private address" })
        expect(names.asked()).toBe(2)
        server.close()
      })
  )

  it.each([
    ["one address among several", ["127.0.0.1", "10.0.0.1"]],
    ["its other family", ["127.0.0.1", "::1"]],
    ["nothing", []]
  ])("is not connected to for %s that is not allowed", (_, found) => {
    let failure: Error | null = null
    const lookup = guardedLookup(changing(found).resolve, allowed)
    lookup("shop.example", { all: true }, (error) => (failure = error))
    expect(failure).toMatchObject({ code: "private address" })
  })

  it.live("that means this machine is found out by the name server of this machine", () =>
    Effect.gen(function* () {
      const { received, url } = yield* receiver()
      const posted = { url: new URL(`https://localhost:${new URL(url).port}/`), headers: {}, body: "{}" }
      expect(yield* Effect.flip(post(posted))).toEqual(
        new NotDelivered({ reason: "the receiver cannot be reached: private address" })
      )
      expect(received).toEqual([])
    })
  )
})
