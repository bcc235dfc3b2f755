/** The text that the hash chain commits to, letter by letter: changing it would break every chain that exists. */
import { describe, expect, it } from "vitest"
import { firstBreak, type Head, linkHash } from "../../src/journal/hashChain.ts"
import type { Link, Operation } from "../../src/journal/Operation.ts"
import type {
  AccountId,
  ClientId,
  Key,
  OperationId,
  OperatorId,
  OutletId,
  OwnerId,
  TerminalId,
  WalletId
} from "../../src/values/Ids.ts"

const wallet = "wal_1_0" as WalletId
const full: Head = {
  id: "op_1" as OperationId,
  client: "T1" as ClientId,
  key: "k1" as Key,
  verb: "Redeem",
  recordedAt: 2,
  effectiveAt: 3,
  occurredAt: 1,
  businessDate: "2026-11-21",
  outlet: "S1" as OutletId,
  owner: "hq" as OwnerId,
  terminal: "T9" as TerminalId,
  operator: "op9" as OperatorId,
  account: "acc_1" as AccountId,
  original: "op_0" as OperationId,
  fingerprint: "f",
  asked: "{}",
  approved: true
}
const bare: Head = {
  ...full,
  occurredAt: undefined,
  outlet: undefined,
  owner: undefined,
  terminal: undefined,
  operator: undefined,
  account: undefined,
  original: undefined
}
const asItIs = (text: string): string => text
const operationOf = (head: Head): Operation => ({
  ...head,
  shard: 0,
  sequence: 1,
  outcome: "",
  entry: { movements: [], postings: [] },
  links: []
})

describe("the chain's text", () => {
  it.each([
    ["everything that is known", full, "op_1|T1|k1|Redeem|2|3|1|2026-11-21|S1|hq|T9|op9|acc_1|op_0|f|{}"],
    ["an empty line for what is not", bare, "op_1|T1|k1|Redeem|2|3||2026-11-21|||||||f|{}"]
  ])("has %s", (_, head, lines) =>
    expect(linkHash(asItIs, { wallet, version: 7, previous: "before" }, head, "entry")).toBe(
      ["tessera entry 1", wallet, "7", "before", ...lines.split("|"), "entry"].join("\n")
    )
  )
})

describe("a chain", () => {
  const link = (version: number, previous: string): Link => ({
    wallet,
    version,
    previous,
    follows: { shard: 0, sequence: version - 1 },
    hash: linkHash(asItIs, { wallet, version, previous }, full, `entry ${version}`)
  })
  const chain = (...links: ReadonlyArray<Link>) =>
    links.map((one) => ({ link: one, operation: operationOf(full), text: `entry ${one.version}` }))
  const [first, second] = [link(1, ""), link(2, link(1, "").hash)]

  it.each([
    ["holds", chain(first, second), undefined],
    ["begins with its first entry", chain(second), "entry 1 is missing: entry 2 follows"],
    ["has no gap", chain(first, link(3, first.hash)), "entry 2 is missing: entry 3 follows"],
    [
      "follows from one to the next",
      chain(first, link(2, "elsewhere")),
      "it does not follow the entry before it"
    ],
    ["is not altered", chain(first, { ...second, hash: "else" }), "it was altered"]
  ])("%s", (_, entries, why) => {
    const broken = firstBreak(asItIs, entries)
    expect(broken?.why).toBe(why)
    expect(broken?.operation).toBe(why === undefined ? undefined : full.id)
  })
})
