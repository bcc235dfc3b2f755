/** Cards and keys of one group are of no use in another, and what a terminal has makes no value. */
import { describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import * as card from "../../src/cards/desfire/commands.ts"
import { authenticate } from "../../src/cards/desfire/Session.ts"
import { Aes } from "../../src/crypto/Aes.ts"
import { bytes, toHex } from "../../src/crypto/bytes.ts"
import { enter } from "../../src/purse/enter.ts"
import { officeKeys } from "../../src/purse/keys.ts"
import { file, keyNo, type Purpose } from "../../src/purse/layout.ts"
import type { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { Field } from "../../src/simulator/Field.ts"
import { identityBytes } from "../../src/purse/records.ts"
import { accessTo, chanceOf, contentsOf, group, keys, loadedCard, purseOf, root, uidOf } from "./shop.ts"
import { makeTerminal } from "./terminal.ts"

const purposes: ReadonlyArray<Purpose> = ["admin", "credit", "purchase", "free", "void", "mac", "identity"]

/** A till's sale of 7.00, up to the commit. */
const taking700 = function* (ours: VirtualDesfire) {
  yield* card.selectApplication(group.aid)
  const session = yield* authenticate(new Aes(keys("purchase", ours.uid)), keyNo.purchase, chanceOf("till"))
  yield* card.commitReaderId(session, new Uint8Array(16).fill(1))
  yield* card.debit(session, file.main, 700)
  return session
}

describe("the chain of keys", () => {
  it("gives another key for another purpose, card, group and generation", () => {
    const groups = [
      group,
      { ...group, group: 18 },
      { ...group, keyVersion: 2 },
      { ...group, aid: bytes(1, 2, 3) }
    ]
    const all = groups.flatMap((one) =>
      purposes.flatMap((purpose) => [1, 2].map((n) => toHex(officeKeys(root, one)(purpose, uidOf(n)))))
    )
    expect(new Set(all).size).toBe(all.length)
  })

  it.each([
    ["another group's keys", { ...group, group: 18 }],
    ["another generation's keys", { ...group, keyVersion: 2 }],
    ["another application", { ...group, aid: bytes(9, 9, 9) }]
  ])("a card is nothing to a terminal with %s, and stays as it was", (_, other) => {
    const ours = loadedCard(1, 100n)
    const before = contentsOf(ours)
    const access = {
      ...accessTo(ours, chanceOf("other")),
      group: other,
      purchaseKey: officeKeys(root, other)("purchase", ours.uid)
    }
    expect(runScript(enter(access), new Field(ours).transmit)).toMatchObject({ why: { _tag: "NotOurGroup" } })
    expect(contentsOf(ours)).toEqual(before)
  })

  it("a terminal with the group's next generation of keys still sells on cards of the one before, and voids", () => {
    const ours = loadedCard(1, 1_000n)
    const till = makeTerminal(7, { generations: [{ ...group, keyVersion: 2 }, group] })
    const sold = till.run(till.purse.buy(till.reader.put(ours), { amount: 100n }))
    expect(sold._tag).toBe("Done")
    expect(till.run(till.purse.undo(till.reader.put(ours), 1))._tag).toBe("Done")
    const later = makeTerminal(7, { generations: [{ ...group, keyVersion: 2 }] })
    expect(later.run(later.purse.buy(later.reader.put(ours), { amount: 100n }))).toMatchObject({
      why: { _tag: "NotOurGroup" }
    })
  })

  it.each([
    ["credit", "permissionDenied"],
    ["give back", "permissionDenied"],
    ["write who it is", "permissionDenied"]
  ] as const)("with the purchase key nobody can %s", (what, status) => {
    const ours = loadedCard(1, 100n)
    const script = function* () {
      yield* card.selectApplication(group.aid)
      const session = yield* authenticate(
        new Aes(keys("purchase", ours.uid)),
        keyNo.purchase,
        chanceOf("rogue")
      )
      if (what === "credit") yield* card.credit(session, file.main, 1)
      if (what === "give back") yield* card.limitedCredit(session, file.main, 1)
      if (what === "write who it is")
        yield* card.writeData(session, file.identity, new Uint8Array(32), { isBackup: false })
    }
    expect(runScript(script(), new Field(ours).transmit)).toMatchObject({
      why: { _tag: "CardRefused", status }
    })
  })

  it.each([
    ["what the last sale took", 700, "ok"],
    ["more than that", 701, "boundaryError"]
  ])("with the void key a terminal gives back %s: %s", (_, amount, end) => {
    const ours = loadedCard(1, 10_000n)
    const buy = function* () {
      yield* card.commitTransaction(yield* taking700(ours))
    }
    expect(runScript(buy(), new Field(ours).transmit)._tag).toBe("Completed")
    const back = function* () {
      yield* card.selectApplication(group.aid)
      const session = yield* authenticate(new Aes(keys("void", ours.uid)), keyNo.void, chanceOf("till"))
      yield* card.commitReaderId(session, new Uint8Array(16).fill(2))
      yield* card.limitedCredit(session, file.main, amount)
      yield* card.commitTransaction(session)
      return "ok"
    }
    const ended = runScript(back(), new Field(ours).transmit)
    expect(
      ended._tag === "Completed"
        ? ended.value
        : ended._tag === "Refused" && "status" in ended.why && ended.why.status
    ).toBe(end)
    if (end === "ok")
      expect(runScript(back(), new Field(ours).transmit)).toMatchObject({ why: { status: "boundaryError" } })
  })

  it.each([
    ["of the amount", file.amountLeft, 50_001],
    ["of taps", file.countLeft, 11],
    ["of what is on it", file.main, 10_001]
  ])(
    "row 26: past its own limit %s the card takes nothing, and drops what it took before",
    (_, limited, amount) => {
      const ours = loadedCard(1, 10_000n)
      const before = contentsOf(ours)
      const field = new Field(ours)
      const begun = runScript(taking700(ours), field.transmit)
      if (begun._tag !== "Completed") throw new Error(begun._tag)
      const session = begun.value
      expect(runScript(card.debit(session, limited, amount), field.transmit)).toMatchObject({
        why: { status: "boundaryError" }
      })
      // The session is over, and what was taken under it: nobody can still commit it.
      expect(runScript(card.commitTransaction(session), field.transmit)._tag).toBe("Refused")
      expect(contentsOf(ours)).toEqual(before)
    }
  )

  it("row 27: a card with our keys that says to be of another group is nothing to us, and stays as it was", () => {
    const ours = loadedCard(1, 100n)
    const identity = { purse: purseOf(1), keyVersion: 1, issuedOn: 20_000, expiresOn: 0xffff, flags: 0 }
    ours.eeprom.write(
      `file:${toHex(group.aid)}:0`,
      identityBytes({ ...identity, group: 18 }, keys("identity", ours.uid))
    )
    const till = makeTerminal(7)
    const before = ours.eeprom.snapshot()
    expect(till.run(till.purse.buy(till.reader.put(ours), { amount: 1n }))).toMatchObject({
      why: { _tag: "NotOurGroup" }
    })
    expect(ours.eeprom.snapshot()).toEqual(before)
  })

  it("a commit is refused where nobody says who asks", () => {
    const ours = loadedCard(1, 10_000n)
    const script = function* () {
      yield* card.selectApplication(group.aid)
      const session = yield* authenticate(
        new Aes(keys("purchase", ours.uid)),
        keyNo.purchase,
        chanceOf("till")
      )
      yield* card.debit(session, file.main, 700)
      yield* card.commitTransaction(session)
    }
    expect(runScript(script(), new Field(ours).transmit)).toMatchObject({
      why: { status: "permissionDenied" }
    })
    expect(contentsOf(ours).main).toBe(10_000n)
  })
})
