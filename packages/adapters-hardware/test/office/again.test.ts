/** What a purse did and the ledger could not book: a person puts right what was wrong, and it is booked, once. */
import * as Effect from "effect/Effect"
import { beforeEach, describe, expect, it } from "vitest"
import { PurseOffice } from "../../src/office/PurseOffice.ts"
import type { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { makeCard, purseOf } from "../purse/shop.ts"
import { makeTerminal, type Terminal } from "../purse/terminal.ts"
import { makeOffice } from "./ledger.ts"

/** A terminal that stands in an outlet that the ledger has not heard of. */
const stall = 9
const purse = purseOf(1)
const sale = `svp1:${purse}:2`
const undoing = `svp1:${purse}:3`

let office: ReturnType<typeof makeOffice>
let card: VirtualDesfire
let till: Terminal

const run = <A, E>(use: (office: PurseOffice["Service"]) => Effect.Effect<A, E>) =>
  office.run(Effect.flatMap(PurseOffice, use))
const again = (key = sale) => run(({ postAgain }) => postAgain(key, "A. Owner"))
const declined = async () => (await office.office()).declined().map(({ code, key }) => [key, code])
const books = async () => {
  const owed = (await office.trialBalance()).filter(({ account }) => account.kind === "merchantPayable")
  return [(await office.balance(purse)).main, owed.reduce((sum, { amount }) => sum - amount, 0n)]
}
const openOutlet = () =>
  office.submit({
    type: "ChangeOutlet",
    key: "open-S9",
    to: { id: "S9", owner: "hq" },
    version: 0,
    reason: "a stall that was not told of"
  })

beforeEach(async () => {
  office = makeOffice()
  card = makeCard(1)
  till = makeTerminal(stall)
  await office.open(purse, card.uid)
  await office.enrol(stall)
  const source = { kind: "paid", tender: { kind: "cash" } } as const
  const put = office.reader.put(card)
  await run(({ load }) =>
    office.reader.service.session(put, (session) =>
      load(session, purse, { sequence: 1, main: 20_000n, gift: 0n, source })
    )
  )
})

const sold = async (isUndone = false) => {
  const ended = till.run(till.purse.buy(till.reader.put(card), { amount: 700n }))
  if (ended._tag !== "Done") throw new Error(ended._tag)
  if (isUndone) till.run(till.purse.undo(till.reader.put(card), ended.sequence))
  await office.upload(till)
}

describe("a sale at an outlet that the ledger does not know", () => {
  it("waits in the list, is posted again when the outlet is there, and is booked once however often that is asked", async () => {
    await sold()
    expect(await declined()).toEqual([[sale, "OutletUnknown"]])
    expect([await again(), await declined(), await books()]).toEqual([
      "declined",
      [[sale, "OutletUnknown"]],
      [20_000n, 0n]
    ])
    expect(await openOutlet()).toMatchObject({ outcome: "approved" })
    // The ledger answers a key as it did before, whatever has changed since.
    await run(({ post }) => post)
    expect(await books()).toEqual([20_000n, 0n])
    expect([await again(), await declined(), await books()]).toEqual(["posted", [], [19_300n, 700n]])
    for (const restart of [false, true]) {
      if (restart) office.restart()
      expect(await again()).toBe("nothing")
      await office.upload(till)
      await run(({ post }) => post)
      expect([await declined(), await books()]).toEqual([[], [19_300n, 700n]])
    }
  })

  it("is booked once where the office stopped after the ledger had booked it, and before it knew that", async () => {
    await sold()
    await openOutlet()
    const kept = office.kept.length
    expect(await again()).toBe("posted")
    // What was kept ends with the answer: without it, as a power cut leaves it.
    expect(office.kept.length).toBe(kept + 2)
    office.kept.pop()
    office.restart()
    expect(await declined()).toEqual([])
    expect(await run(({ post }) => post)).toBe(0)
    expect([await declined(), await books(), await again()]).toEqual([[], [19_300n, 700n], "nothing"])
  })

  it("takes its undoing with it, whichever of both is posted again first", async () => {
    await sold(true)
    expect((await declined()).map(([key]) => key)).toEqual([sale, undoing])
    await openOutlet()
    expect(await again(undoing)).toBe("declined")
    expect(await again(sale)).toBe("posted")
    expect(await books()).toEqual([19_300n, 700n])
    expect(await again(undoing)).toBe("posted")
    expect([await declined(), await books()]).toEqual([[], [20_000n, 0n]])
    office.restart()
    expect([await declined(), await books()]).toEqual([[], [20_000n, 0n]])
  })

  it("is undone under the key that it was booked with", async () => {
    await sold()
    await openOutlet()
    await again()
    till.run(till.purse.undo(till.reader.put(card), 1))
    await office.upload(till)
    expect([await declined(), await books()]).toEqual([[], [20_000n, 0n]])
  })

  it("goes to the account that it has now", async () => {
    const right = office.accountOf(purse) ?? ""
    office.alias(purse, "acc_01jd0000000000000000000000")
    await openOutlet()
    await sold()
    expect((await declined()).length).toBe(1)
    office.alias(purse, right)
    expect([await again(), await books()]).toEqual(["posted", [19_300n, 700n]])
  })
})

it("a load that the ledger declined is not posted again: its card was told nothing", async () => {
  const source = { kind: "paid", tender: { kind: "cash" } } as const
  await office.submit({
    type: "Freeze",
    key: "f",
    account: office.accountOf(purse),
    reason: "a doubt",
    quarantine: true
  })
  const put = office.reader.put(card)
  const ended = await run(({ load }) =>
    office.reader.service.session(put, (session) =>
      load(session, purse, { sequence: 2, main: 100n, gift: 0n, source })
    )
  )
  expect(ended._tag).toBe("Declined")
  const [[key = ""] = []] = await declined()
  expect([key, await again(key)]).toEqual([`svp1:load:17:2`, "nothing"])
})
