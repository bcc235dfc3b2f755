/**
 * Batches: what is recorded for a request, what is settled before it, and what stops a batch that is wrong.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { decideBatch, type Facts } from "../../src/batch/decideBatch.ts"
import { begin, carryOut, walletsTouched } from "../../src/batch/Work.ts"
import { readCommand } from "../../src/command/Command.ts"
import { prepare } from "../../src/command/prepare.ts"
import type { Entry, Movement } from "../../src/journal/Entry.ts"
import { systemClient } from "../../src/journal/Operation.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { networkOf } from "../../src/network/Network.ts"
import type { AccountId, ClientId, OperationId, WalletId } from "../../src/values/Ids.ts"
import { type Counter, counter, mac, sha256 } from "../tables/counter.ts"
import { commandOf } from "../tables/notation.ts"
import { shop } from "../tables/shop.ts"

const facts: Facts = {
  network: networkOf(Result.getOrThrow(readConfiguration(shop()))),
  sha256,
  nextOperation: () => "op_999999" as OperationId,
  shard: 0
}
const open = (before: string) => {
  const till = counter()
  till.tell(before)
  return till
}
const [anna, bela] = ["wal_000001_0", "wal_000002_0"] as [WalletId, WalletId]
const account = "acc_000001" as AccountId

/** The entry and head of the last operation at a counter, to be carried out once more. */
const last = (till: Counter) => {
  const operation = till.recorded.at(-1)?.operation
  if (operation === undefined) throw new Error("nothing happened")
  return operation
}

describe("the wallets that an entry is linked into", () => {
  const { entry: load } = last(open("Load 10"))
  const { entry: block } = last(open("Block"))
  const { entry: issue } = last(open("Issue card=CARL"))
  const changed = block.movements.flatMap((movement) => (movement.kind === "card" ? [movement] : []))
  const other = "acc_000002" as AccountId
  const moved: Entry = {
    ...block,
    movements: changed.map(({ after, before, kind }) => ({
      kind,
      before,
      after: { ...after, account: other }
    }))
  }
  const unknown: Entry = {
    ...block,
    movements: changed.map(({ after, kind }) => ({
      kind,
      before: undefined,
      after: { ...after, account: "acc_9" as AccountId }
    }))
  }
  const foreign: Entry = {
    ...block,
    movements: [
      ...load.movements.map((movement) => ("wallet" in movement ? { ...movement, wallet: bela } : movement)),
      ...changed
    ]
  }
  const at = (till: Counter) => begin(till.ledger, facts)
  const noWallet = open("")
  const known = noWallet.ledger.accounts.get(account)
  if (known !== undefined) noWallet.ledger.accounts.set(account, { ...known, wallets: [] })
  it.each<readonly [string, Counter, Entry, ReadonlyArray<string>]>([
    ["those whose lots it moves", open(""), load, [anna]],
    ["those that it opens", open("Issue card=CARL"), issue, ["wal_000003_0"]],
    ["for a card's state the account's first", open(""), block, [anna]],
    ["none where nothing was done", open(""), { movements: [], postings: [] }, []],
    ["those of both accounts where a card moves", open(""), moved, [bela, anna]],
    ["the first one too where only another account's is moved", open(""), foreign, [bela, anna]],
    ["none of an account that is not known", open(""), unknown, []],
    ["none where the account has no wallet", noWallet, block, []]
  ])("are %s", (_, till, entry, wallets) => expect(walletsTouched(at(till), entry)).toEqual(wallets))

  it("are all that a new account opens, one for each asset", () => {
    const till = counter(
      shop({
        points: {
          asset: { code: "PTS", exponent: 0 },
          subWallet: { id: "stars", funding: "promotional" },
          earn: [{ points: 1, per: 10 }]
        }
      })
    )
    till.tell("Issue card=CARL; Load 10 card=CARL; Block card=CARL")
    const [issued, , blocked] = till.recorded.slice(-3).map(({ operation }) => operation.links)
    expect(issued?.map(({ wallet }) => wallet)).toEqual(["wal_000003_0", "wal_000003_1"])
    expect(blocked?.map(({ wallet }) => wallet)).toEqual(["wal_000003_0"])
  })
})

describe("an entry that is wrong", () => {
  const more = (entry: Entry, change: (movement: Movement) => Movement): Entry => ({
    ...entry,
    movements: entry.movements.map(change)
  })
  it("stops the batch when its postings do not add up", () => {
    const operation = last(open("Load 10"))
    const work = begin(open("").ledger, facts)
    const entry = { ...operation.entry, postings: operation.entry.postings.slice(1) }
    expect(() => carryOut(work, operation, entry)).toThrow("the postings of op_000003 do not add up to zero")
    expect(work.wallets.size).toBe(0)
  })
  it("stops the batch when it would overdraw a lot", () => {
    const operation = last(open("Load 10"))
    const work = begin(open("").ledger, facts)
    const entry = more(operation.entry, (movement) =>
      movement.kind === "lot" ? { ...movement, remaining: -1n } : movement
    )
    expect(() => carryOut(work, operation, entry)).toThrow(
      "op_000003 would leave wal_000001_0 out of its bounds"
    )
    expect(work.wallets.size).toBe(0)
  })
  it("leaves a wallet that is not there alone", () => {
    const operation = last(open("Load 10"))
    const till = open("")
    till.ledger.wallets.delete(anna)
    const work = begin(till.ledger, facts)
    expect(carryOut(work, operation, operation.entry).links).toEqual([])
    expect(work.wallets.size).toBe(0)
  })
})

describe("what is recorded", () => {
  it("nothing refers to an operation that named none", () => {
    const till = open("Load 10; Redeem 5 key=r")
    expect([...till.ledger.linked]).toEqual([])
    till.tell("Refund 5 originalKey=r")
    expect([...till.ledger.linked.values()].map((linked) => linked.map(({ verb }) => verb))).toEqual([
      ["Refund"]
    ])
  })
  it("a tombstone only for what was never seen", () => {
    const till = open("Load 10; Redeem 5 key=r; Reverse originalKey=r")
    expect(till.ledger.tombstones.size).toBe(0)
    till.tell("Reverse originalKey=late")
    expect([...till.ledger.tombstones]).toEqual([["till\nlate", "op_000006"]])
  })
  it("what the ledger did itself: under its own key, asked by nobody, when it fell due", () => {
    const till = open("Load 100 offer=100+50; Hold 5 key=h; clock 2027-06-21T10:00:00+08:00")
    till.settle()
    const day = (text: string) => Date.parse(text)
    expect(
      till.recorded
        .slice(4)
        .map(({ operation: { effectiveAt, key, original, verb } }) => [verb, key, original, effectiveAt])
    ).toEqual([
      [
        "ExpireHold",
        "sys:hold:hold_000004:2026-11-28T02.00.00.000Z",
        "op_000004",
        day("2026-11-28T02:00:00Z")
      ],
      ["Vest", "sys:vest:lot_000003_2:2026-12-20T16.00.00.000Z", "op_000003", day("2026-12-20T16:00:00Z")],
      ["Vest", "sys:vest:lot_000003_3:2027-01-20T16.00.00.000Z", "op_000003", day("2027-01-20T16:00:00Z")],
      ["Vest", "sys:vest:lot_000003_4:2027-02-20T16.00.00.000Z", "op_000003", day("2027-02-20T16:00:00Z")],
      ["Vest", "sys:vest:lot_000003_5:2027-03-20T16.00.00.000Z", "op_000003", day("2027-03-20T16:00:00Z")],
      [
        "ExpireLot",
        "sys:expire:lot_000003_1:2027-05-21T16.00.00.000Z",
        "op_000003",
        day("2027-05-21T16:00:00Z")
      ]
    ])
    expect(till.recorded[4]?.operation).toMatchObject({
      client: systemClient,
      approved: true,
      account,
      fingerprint: "",
      asked: "",
      recordedAt: day("2027-06-21T02:00:00Z"),
      businessDate: "2026-11-28"
    })
  })
})

describe("a command that came under an older secret", () => {
  const under = (...secrets: ReadonlyArray<string>) => {
    const [now = mac, ...before] = secrets.map(
      (secret): typeof mac =>
        (purpose, text) =>
          purpose === "fingerprint" ? sha256(`${secret} ${text}`) : mac(purpose, text)
    )
    return { network: facts.network, mac: now, before }
  }
  const sent = (amount: number, ...secrets: ReadonlyArray<string>) =>
    prepare(
      under(...secrets),
      "till" as ClientId,
      Result.getOrThrow(readCommand(commandOf(`Load ${amount}`, "k"))),
      Date.parse("2026-11-21T10:00:00+08:00")
    )
  it.each([
    ["is known by the one that counts", ["first"], undefined],
    ["by the one before", ["second", "first"], 0],
    ["by an older one", ["third", "second", "first"], 1]
  ] as const)("%s", (_, secrets, older) => {
    const till = open("")
    const requests = [sent(10, "first"), sent(10, ...secrets), sent(11, ...secrets)]
    const { answers, recorded } = decideBatch(
      facts,
      till.ledger,
      requests.map((request) => ({ request }))
    )
    expect(recorded).toHaveLength(1)
    expect(answers.map(({ outcome }) => outcome?.outcome)).toEqual(["approved", "approved", "declined"])
    expect(answers.map(({ outcome }) => outcome?.replayed)).toEqual([false, true, false])
    expect(answers[1]).toStrictEqual({
      outcome: expect.anything(),
      dues: [],
      ...(older !== undefined && { older })
    })
    expect(answers[2]?.outcome).toMatchObject({ decline: { _tag: "IdempotencyConflict" } })
  })
})

describe("tasks of a batch", () => {
  it("what fell due comes with the command that found it, and not again with its replay", () => {
    const till = open("Load 10 subWallet=gift")
    const at = Date.parse("2027-06-21T10:00:00+08:00")
    const command = Result.getOrThrow(readCommand(commandOf("Load 1", "late")))
    const request = prepare({ network: facts.network, mac }, "till" as ClientId, command, at)
    const ids = ["op_000004", "op_000005"] as Array<OperationId>
    const counting = { ...facts, nextOperation: () => ids.shift() ?? ("op_000006" as OperationId) }
    const { answers, recorded } = decideBatch(counting, till.ledger, [{ request }, { request }])
    expect(answers.map(({ dues, outcome }) => [outcome?.replayed, dues.map(({ verb }) => verb)])).toEqual([
      [false, ["ExpireLot"]],
      [true, []]
    ])
    expect(recorded.map(({ operation }) => operation.verb)).toEqual(["ExpireLot", "Load"])
  })
  it("a wallet nobody knows has nothing due", () => {
    const till = open("Load 10")
    const settle = { settle: "wal_9" as WalletId, until: Number.MAX_SAFE_INTEGER, receivedAt: 0 }
    const batch = decideBatch(facts, till.ledger, [settle])
    expect(batch.answers).toEqual([{ outcome: undefined, dues: [] }])
  })
  it.each([
    "Redeem 1",
    "Redeem 1 account=acc_000001",
    "Refund 1 originalKey=r",
    "Refund 1 original=op_000004",
    "Capture 1 holdKey=h",
    "Capture 1 hold=hold_000005",
    "ChangeExpiry lot=lot_000003_0 expiresAt=2030-01-01T00:00:00Z",
    "Transfer 1 from=ANNA to=BELA",
    "Transfer 1 from=acc_000001 to=acc_000002"
  ])("%s settles the wallet first, however it is named", (asked) => {
    const till = open("Load 9; Redeem 1 key=r; Hold 2 key=h; Load 5 subWallet=gift")
    till.tell("ChangeExpiry lot=lot_000006_0 expiresAt=2026-11-25T00:00:00+08:00")
    till.tell("clock 2026-11-25T10:00:00+08:00")
    const before = till.recorded.length
    till.tell(asked)
    expect(till.recorded.slice(before).map(({ operation }) => operation.verb)).toEqual([
      "ExpireLot",
      asked.split(" ")[0]
    ])
  })
  it("a wallet that others are moved to is settled too", () => {
    const till = open("Load 10 subWallet=gift card=BELA; Load 5; clock 2027-06-21T10:00:00+08:00")
    till.tell("Transfer 5 from=ANNA to=BELA")
    expect(till.balances("BELA")).toBe("main:5")
    expect(till.ledger.wallets.get(bela)?.version).toBe(4)
  })
})

describe("a try of what is to be compared", () => {
  const at = Date.parse("2026-11-21T10:00:00+08:00")
  const asked = (text: string, key = "k") =>
    prepare(
      { network: facts.network, mac },
      "till" as ClientId,
      Result.getOrThrow(readCommand(commandOf(text, key))),
      at
    )
  const trying = (till: Counter, text: string, key?: string) =>
    decideBatch(facts, till.ledger, [{ request: asked(text, key), tries: "holder" }])
  const nothing = { outcome: undefined, dues: [], tried: { kind: "nothing" } }

  it("is none under a key that is known", () => {
    const { answers, recorded } = trying(open("Load 10 key=known"), "Load 10", "known")
    expect([answers, recorded]).toEqual([[nothing], []])
  })
  it.each([
    ["at a counter nothing is recorded", "Redeem 1 card=NONE", []],
    ["where a stranger may be asking it is", "Redeem 1 card=NONE channel=web", ["CountTry"]]
  ] as const)("meets nothing on a card that is not there: %s", (_, text, verbs) => {
    const { answers, recorded } = trying(open(""), text)
    expect(answers).toEqual([nothing])
    expect(recorded.map(({ operation }) => operation.verb)).toEqual(verbs)
    expect(recorded.flatMap(({ operation }) => operation.entry.movements)).toEqual([])
  })
  it("is cleared once, though two were right", () => {
    const till = open("Load 10")
    const request = asked("Redeem 1")
    const card = request.cards.card?.index
    if (card === undefined) throw new Error("no card was presented")
    const right = {
      ...request,
      verification: { kind: "right", account } as const,
      cardSecret: { kind: "right", card } as const
    }
    const { recorded } = decideBatch(facts, till.ledger, [{ request: right }])
    expect(recorded.map(({ operation }) => operation.verb)).toEqual(["Redeem"])
  })
})
