/** What could have been taken of a lot at an earlier instant, worked out from what has happened to it since. */
import { describe, expect, it } from "vitest"
import type { Lot } from "../../src/account/Lot.ts"
import { emptyWallet } from "../../src/account/Wallet.ts"
import { asSeen, type Happening, hindsightOf } from "../../src/journal/Hindsight.ts"
import type { AccountId, LotId, SubWalletId, WalletId } from "../../src/values/Ids.ts"

const wal = "wal_1" as WalletId
const lotOf = (id: string, remaining: bigint, held = 0n): Lot => ({
  id: id as LotId,
  subWallet: "main" as SubWalletId,
  funding: "paid",
  funded: 100n,
  costBasis: 100n,
  fundedAt: 0,
  activeFrom: 0,
  loadedAt: {},
  remaining,
  held,
  promised: 0n
})

/** `Redeem -10 at 5`, of lot `a` of the wallet unless it says otherwise. */
const happened = (text: string, lot = lotOf("a", 0n), wallet = wal): Happening => {
  const [, verb = "", amount = "", at = ""] = /^(\w+) (-?\d+) at (\d+)$/.exec(text) ?? []
  const { held: _, promised: __, remaining: ___, ...terms } = lot
  return {
    verb,
    effectiveAt: Number(at),
    entry: {
      movements: [{ kind: "lot", wallet, lot: terms, remaining: BigInt(amount), held: 0n, promised: 0n }],
      postings: []
    }
  }
}

const since = (lots: ReadonlyArray<Lot>, story: ReadonlyArray<Happening>) => {
  const wallet = { ...emptyWallet(wal, "acc_1" as AccountId, "CNY"), lots }
  const seen = hindsightOf(wallet, 10, story)
  return {
    seen: asSeen(wallet, seen).lots.map(({ id, remaining }) => [id, Number(remaining)]),
    lapses: seen.lots.map(({ lapses }) => lapses.map(({ amount, at }) => [at, Number(amount)]))
  }
}

describe("what was there at 10, and is there for all that was taken since", () => {
  it.each<readonly [string, number, string, number, ReadonlyArray<readonly [number, number]>]>([
    ["nothing happened", 50, "", 50, []],
    ["some was taken since", 50, "Redeem -20 at 11", 50, []],
    ["more was loaded since", 50, "Load 20 at 11", 30, []],
    ["what counts at the instant itself was there", 50, "Load 20 at 10", 50, []],
    [
      "loaded, taken and loaded again: the least that was ever left",
      30,
      "Load 20 at 11, Redeem -40 at 12, Load 30 at 13",
      0,
      []
    ],
    ["whatever order it was recorded in", 30, "Load 30 at 13, Redeem -40 at 12, Load 20 at 11", 0, []],
    ["what counts at one instant counts at once", 50, "Redeem -40 at 12, Load 40 at 12", 50, []],
    ["what has expired since was there", 0, "ExpireLot -40 at 12", 40, [[12, 40]]],
    ["what was taken before its end counts", 0, "Redeem -60 at 11, ExpireLot -40 at 12", 40, [[12, 40]]],
    [
      "what was taken back of it is no longer expired",
      0,
      "ExpireLot -40 at 12, RestoreExpired 30 at 12, Redeem -30 at 12",
      10,
      [[12, 10]]
    ],
    ["all of it was taken back", 0, "ExpireLot -40 at 12, RestoreExpired 40 at 12, Redeem -40 at 12", 0, []],
    [
      "it expired twice, the earlier end first",
      0,
      "ExpireLot -15 at 14, ExpireLot -40 at 12",
      55,
      [
        [12, 40],
        [14, 15]
      ]
    ],
    ["staff prolonged it after its end", 40, "ExpireLot -40 at 12, ChangeExpiry 40 at 13", 0, []],
    ["staff changed its end before it came", 40, "ChangeExpiry 0 at 11, Redeem -10 at 12", 40, []],
    ["staff changed it, and then it expired", 0, "ChangeExpiry 0 at 11, ExpireLot -40 at 12", 40, [[12, 40]]]
  ])("%s", (_, now, story, seen, lapses) => {
    const all = story
      .split(", ")
      .filter(Boolean)
      .map((text) => happened(text))
    expect(since([lotOf("a", BigInt(now))], all)).toEqual({ seen: [["a", seen]], lapses: [lapses] })
  })

  it("what is held stays held", () => {
    expect(since([lotOf("a", 50n, 20n)], [happened("Load 30 at 11")]).seen).toEqual([["a", 40]])
  })

  it("a lot that has gone with its end is there again, one that was used up is not", () => {
    const [gone, used] = [lotOf("gone", 0n), lotOf("used", 0n)]
    const story = [happened("ExpireLot -40 at 12", gone), happened("Redeem -40 at 12", used)]
    expect(since([lotOf("a", 5n)], story)).toEqual({
      seen: [
        ["a", 5],
        ["gone", 40]
      ],
      lapses: [[], [[12, 40]]]
    })
  })

  it("one that is in the wallet still is there once", () => {
    expect(since([lotOf("a", 0n)], [happened("ExpireLot -40 at 12")]).seen).toEqual([["a", 40]])
  })

  it("what happened to another wallet is nothing to it", () => {
    const other = happened("ExpireLot -40 at 12", lotOf("a", 0n), "wal_2" as WalletId)
    expect(since([lotOf("a", 5n)], [other])).toEqual({ seen: [["a", 5]], lapses: [[]] })
  })
})
