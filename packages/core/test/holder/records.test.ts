/** Holder records: kept, found, changed by one at a time, congratulated, and forgotten for good. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"
import type { HolderInput } from "../../src/holder/Holder.ts"
import { HolderRecords } from "../../src/HolderRecords.ts"
import { HolderStore, type SealedHolder, type StoredHolder } from "../../src/ports/HolderStore.ts"
import { PersonVault } from "../../src/ports/PersonVault.ts"
import { CommitUnknown } from "../../src/ports/Store.ts"
import type { HolderId } from "../../src/values/Ids.ts"
import { recordsOn } from "./desk.ts"

const ana: HolderInput = {
  id: "m-1",
  name: "Ана Стоянова",
  phones: ["0888 123 456"],
  email: "Ana@Example.com",
  birthday: "1992-02-29",
  photo: "photos/m-1",
  fields: { plate: "CB 1234", wedding: "2020-06-06" }
}
const kept = { ...ana, phones: ["+359888123456"] }
const amy = { by: "amy", reason: "asked for it" }
const now = Date.parse("2026-11-22T10:00:00Z")

const story = <A, E>(
  run: (records: HolderRecords["Service"]) => Effect.Effect<A, E, HolderStore | PersonVault>
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now)
    return yield* run(yield* HolderRecords)
  })
const tell =
  (through?: Parameters<typeof recordsOn>[0]) =>
  <A, E>(run: (records: HolderRecords["Service"]) => Effect.Effect<A, E, HolderStore | PersonVault>) =>
    Effect.provide(story(run), recordsOn(through))
const told = tell()

describe("a holder", () => {
  it.effect("is read as it was kept, with its version", () =>
    told(
      Effect.fnUntraced(function* (records) {
        expect(yield* records.put(ana)).toEqual({ outcome: "kept", id: "m-1", version: 1 })
        const found = { holder: kept, version: 1, changedAt: now, accounts: [] }
        expect(yield* records.get("m-1")).toEqual({ outcome: "found", ...found })
        expect(yield* records.get("m-2")).toEqual({ outcome: "notFound" })
        expect(yield* records.get("")).toEqual({ outcome: "notFound" })
      })
    )
  )

  it.effect("is given an id that tells nothing where it has none", () =>
    told(
      Effect.fnUntraced(function* (records) {
        const put = yield* records.put({ name: "Boris" })
        expect(put.outcome === "kept" && put.id).toMatch(/^hld_[0-9A-Z]{26}$/)
        expect(yield* records.put({ name: "Boris" }, 1)).toMatchObject({
          outcome: "invalid",
          errors: [{ path: ["id"] }]
        })
      })
    )
  )

  it.effect("is found by each number and by the address, however they are written", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put({ ...ana, phones: ["0888 123 456", "+86 138 0013 8000"] })
        yield* records.put({ id: "m-2", phones: ["+359 888 123 456"] })
        const idsBy = (found: Effect.Success<ReturnType<typeof records.byPhone>>) =>
          found.outcome === "found" ? found.holders.map(({ holder }) => holder.id) : found.errors
        expect(idsBy(yield* records.byPhone("00359-888-123-456"))).toEqual(["m-1", "m-2"])
        expect(idsBy(yield* records.byPhone("+8613800138000"))).toEqual(["m-1"])
        expect(idsBy(yield* records.byPhone("0888 123 457"))).toEqual([])
        expect(idsBy(yield* records.byEmail(" ANA@EXAMPLE.COM "))).toEqual(["m-1"])
        expect(idsBy(yield* records.byPhone("anonymous"))).toEqual([
          { path: ["phone"], message: "Expected a phone number" }
        ])
      })
    )
  )

  it.effect("is changed as a whole, and then found by what is new alone", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        yield* TestClock.adjust(1_000)
        const changed = { id: "m-1", name: "Ана Петрова", phones: ["+359888000000"] }
        expect(yield* records.put(changed, 1)).toEqual({ outcome: "kept", id: "m-1", version: 2 })
        expect(yield* records.get("m-1")).toMatchObject({
          holder: changed,
          version: 2,
          changedAt: now + 1_000
        })
        expect(yield* records.byPhone("0888 123 456")).toEqual({ outcome: "found", holders: [] })
        expect(yield* records.byEmail("ana@example.com")).toEqual({ outcome: "found", holders: [] })
      })
    )
  )

  it.effect("is not overwritten by who has not read what is there", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        const conflict = (version: number) => ({ outcome: "conflict", id: "m-1", version })
        expect(yield* records.put(ana)).toEqual(conflict(1))
        expect(yield* records.put(ana, 2)).toEqual(conflict(1))
        expect(yield* records.put({ ...ana, id: "m-2" }, 1)).toEqual({ ...conflict(0), id: "m-2" })
        expect(yield* records.put(ana, -1)).toMatchObject({
          outcome: "invalid",
          errors: [{ path: ["version"] }]
        })
      })
    )
  )

  it.effect("is changed by one of a hundred who do it at once; the others are told", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        const all = yield* Effect.forEach(
          Array.from({ length: 100 }, (_, n) => n),
          (n) => records.put({ ...ana, name: `Ана ${n}` }, 1),
          { concurrency: "unbounded" }
        )
        expect(all.filter(({ outcome }) => outcome === "kept")).toHaveLength(1)
        expect(all.filter(({ outcome }) => outcome === "conflict")).toHaveLength(99)
        const winner = all.findIndex(({ outcome }) => outcome === "kept")
        expect(yield* records.get("m-1")).toMatchObject({ holder: { name: `Ана ${winner}` }, version: 2 })
      })
    )
  )

  it.effect("that is in doubt is said to be in doubt", () =>
    tell((store) => ({
      ...store,
      write: () => Effect.fail(new CommitUnknown({ cause: "the wire was cut" }))
    }))((records) =>
      Effect.map(records.put(ana), (put) => expect(put).toEqual({ outcome: "inDoubt", id: "m-1" }))
    )
  )
})

describe("YK-13 erasing", () => {
  it.effect("leaves who did it, when and why, and nothing else; again it answers the same", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        const erased = { outcome: "erased", id: "m-1", erased: { at: now, ...amy } }
        expect(yield* records.erase("m-1", amy)).toEqual(erased)
        yield* TestClock.adjust(1_000)
        expect(yield* records.erase("m-1", { by: "max", reason: "again" })).toEqual(erased)
        expect(yield* records.get("m-1")).toEqual(erased)
        expect(yield* records.put(ana)).toEqual(erased)
        expect(yield* records.put(ana, 2)).toEqual(erased)
        expect(yield* records.setLegalHold("m-1", amy)).toEqual(erased)
        expect(yield* records.exportOf("m-1")).toEqual(erased)
        expect(yield* records.byPhone("0888123456")).toEqual({ outcome: "found", holders: [] })
        const stored = yield* (yield* HolderStore).find("m-1" as HolderId)
        expect(stored).toEqual({ id: "m-1", version: 2, erased: { at: now, ...amy } })
      })
    )
  )

  it.effect("asks who and why, and does nothing for who is not there", () =>
    told(
      Effect.fnUntraced(function* (records) {
        expect(yield* records.erase("m-1", amy)).toEqual({ outcome: "notFound" })
        yield* records.put(ana)
        expect(yield* records.erase("m-1", { by: "amy", reason: "" })).toMatchObject({
          outcome: "invalid",
          errors: [{ path: ["reason"] }]
        })
        expect(yield* records.get("m-1")).toMatchObject({ outcome: "found" })
      })
    )
  )

  it.effect("is refused while a legal hold stands, which a change of the record does not lift", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        const ruled = { by: "max", reason: "case 7" }
        const legalHold = { at: now, ...ruled }
        expect(yield* records.setLegalHold("m-1", ruled)).toEqual({ outcome: "kept", id: "m-1", version: 2 })
        expect(yield* records.erase("m-1", amy)).toEqual({ outcome: "onLegalHold", id: "m-1", legalHold })
        yield* records.put({ ...ana, name: "Ана Петрова" }, 2)
        expect(yield* records.get("m-1")).toMatchObject({
          version: 3,
          legalHold,
          holder: { name: "Ана Петрова" }
        })
        expect(yield* records.erase("m-1", amy)).toMatchObject({ outcome: "onLegalHold" })
        yield* records.setLegalHold("m-1", undefined)
        const got = yield* records.get("m-1")
        expect(got.outcome === "found" && got.legalHold).toBeUndefined()
        expect(yield* records.erase("m-1", amy)).toMatchObject({ outcome: "erased" })
      })
    )
  )

  it.effect("meets a legal hold that is laid at the same moment: one of them wins, never both", () =>
    Effect.suspend(() => {
      const others: Array<Effect.Effect<unknown, unknown>> = []
      /** Before an erasure is written somebody else does something. */
      const between = tell((store) => ({
        ...store,
        write: (stored: StoredHolder, tokens) =>
          Effect.andThen(
            "erased" in stored
              ? Effect.ignore(Effect.suspend(() => others.pop() ?? Effect.void))
              : Effect.void,
            store.write(stored, tokens)
          )
      }))
      return between(
        Effect.fnUntraced(function* (records) {
          yield* records.put(ana)
          others.push(records.setLegalHold("m-1", { by: "max", reason: "case 7" }))
          expect(yield* records.erase("m-1", amy)).toMatchObject({ outcome: "onLegalHold" })
          expect(yield* records.get("m-1")).toMatchObject({ outcome: "found", version: 2 })
          yield* records.put({ ...ana, id: "m-2" })
          others.push(records.put({ ...ana, id: "m-2", name: "changed meanwhile" }, 1))
          expect(yield* records.erase("m-2", amy)).toMatchObject({ outcome: "erased" })
        })
      )
    })
  )
})

describe("what is stored", () => {
  const stored = (id: string) =>
    Effect.map(
      Effect.flatMap(HolderStore, (store) => store.find(id as HolderId)),
      (found) => {
        if (found === undefined || "erased" in found) throw new Error(`Expected a record ${id}`)
        return found
      }
    )
  const put = (record: SealedHolder, tokens: ReadonlyArray<string> = []) =>
    Effect.flatMap(HolderStore, (store) => store.write(record, tokens))

  it.effect("shows nothing of a person, and twice the same is stored differently", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        yield* records.put({ ...ana, id: "m-2" })
        const [one, other] = [yield* stored("m-1"), yield* stored("m-2")]
        for (const word of ["Ана", "888123456", "example", "1992", "CB 1234"])
          expect(JSON.stringify([one, other])).not.toContain(word)
        expect(one.sealed.dataKey).not.toBe(other.sealed.dataKey)
        expect(one.sealed.record.slice(0, 20)).not.toBe(other.sealed.record.slice(0, 20))
      })
    )
  )

  it.effect("opens in no other record, in no other version, and not when a character was changed", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        const { sealed, ...head } = yield* stored("m-1")
        const other = (text: string, at: number) =>
          text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1)
        const forged: ReadonlyArray<SealedHolder> = [
          { ...head, id: "m-2" as HolderId, sealed },
          { ...head, version: 2, sealed },
          { ...head, version: 3, sealed: { ...sealed, record: other(sealed.record, 12) } },
          { ...head, version: 4, sealed: { ...sealed, record: other(sealed.record, 60) } },
          { ...head, version: 5, sealed: { ...sealed, dataKey: other(sealed.dataKey, 30) } },
          { ...head, version: 6, sealed: { ...sealed, dataKey: "2.AAAA" } },
          { ...head, version: 7, sealed: { dataKey: "", record: "" } }
        ]
        for (const record of forged) {
          yield* put(record)
          expect((yield* Effect.flip(records.get(record.id)))._tag).toBe("SealBroken")
        }
      })
    )
  )

  it.effect("that leads a number to somebody else is seen through", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        const tokens: Array<ReadonlyArray<string>> = []
        const store = yield* HolderStore
        // What the token of her number is, only who holds the key knows; somebody copies it to another record.
        const spied = tell((below) => ({
          ...below,
          write: (record, own) => {
            tokens.push(own)
            return below.write(record, own)
          }
        }))
        yield* spied((other) => other.put({ ...ana, id: "m-9" }))
        const boris = { id: "m-2", name: "Boris", phones: ["+359888000000"], birthday: "1990-11-30" }
        yield* records.put(boris)
        const record = yield* stored("m-2")
        const vault = yield* PersonVault
        const bound = JSON.stringify(["holder", "demo", "m-2", 2])
        const sealed = yield* vault.seal(JSON.stringify(boris), bound)
        yield* store.write({ ...record, version: 2, sealed }, tokens[0] ?? [])
        const found = yield* records.byPhone("0888123456")
        expect(found.outcome === "found" && found.holders.map(({ holder }) => holder.id)).toEqual(["m-1"])
        const born = yield* records.anniversaries({ from: "2028-02-29", to: "2028-02-29" })
        expect(born.outcome === "found" && born.anniversaries.map(({ holder }) => holder.id)).toEqual(["m-1"])
      })
    )
  )
})

describe("anniversaries", () => {
  it.effect("come in the order of their days, birthdays and the shop's own, with their years", () =>
    told(
      Effect.fnUntraced(function* (records) {
        yield* records.put(ana)
        yield* records.put({ id: "m-2", birthday: "--03-01", fields: { wedding: "2001-02-28" } })
        yield* records.put({ id: "m-3", birthday: "1970-03-02" })
        const found = yield* records.anniversaries({ from: "2027-02-28", to: "2027-03-01" })
        expect(
          found.outcome === "found" &&
            found.anniversaries.map(({ holder, occasion, on, years }) => [holder.id, occasion, on, years])
        ).toEqual([
          ["m-2", "fields.wedding", "2027-02-28", 26],
          ["m-1", "birthday", "2027-02-28", 35],
          ["m-2", "birthday", "2027-03-01", undefined]
        ])
        expect(found.outcome === "found" && found.next).toBeUndefined()
      })
    )
  )

  it.effect("are found once each, page by page, whatever the size of the page", () =>
    told(
      Effect.fnUntraced(function* (records) {
        for (let n = 1; n <= 9; n += 1)
          yield* records.put({
            id: `m-${n}`,
            birthday: `198${n}-12-0${Math.ceil(n / 2)}`,
            fields: { wedding: "2020-12-03" }
          })
        const window = { from: "2026-12-01", to: "2026-12-09" }
        const pagesOf = Effect.fnUntraced(function* (limit: number) {
          const all: Array<string> = []
          let after: string | undefined
          do {
            const page = yield* records.anniversaries({ ...window, limit, ...(after && { after }) })
            if (page.outcome !== "found") throw new Error("Expected a page")
            all.push(
              ...page.anniversaries.map(({ holder, occasion, on }) => `${on} ${occasion} ${holder.id}`)
            )
            after = page.next
          } while (after !== undefined)
          return all
        })
        const whole = yield* pagesOf(500)
        expect(whole).toHaveLength(18)
        expect(whole.map((text) => text.slice(0, 10))).toEqual(
          whole.map((text) => text.slice(0, 10)).toSorted()
        )
        for (const limit of [1, 2, 3, 7, 18]) expect(yield* pagesOf(limit)).toEqual(whole)
      })
    )
  )

  it.effect.each([
    [{ from: "2026-12-02", to: "2026-12-01" }, "to"],
    [{ from: "2026-12-01", to: "2026-12-01", limit: 501 }, "limit"],
    [{ from: "2026-12-01", to: "2026-12-01", after: "x" }, "after"]
  ] as const)("of %o are refused by the path", ([window, path]) =>
    told((records) =>
      Effect.map(records.anniversaries(window), (found) =>
        expect(found).toMatchObject({ outcome: "invalid", errors: [{ path: [path] }] })
      )
    )
  )
})

const text = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .filter((one) => !/[\u0000-\u001f\u007f]/.test(one))
const inputs: fc.Arbitrary<HolderInput> = fc.record(
  {
    name: text.filter(({ length }) => length > 0),
    phones: fc.array(fc.stringMatching(/^\+359[1-9]\d{5,9}$/), { maxLength: 5 }),
    email: fc.stringMatching(/^[a-zA-Z0-9]{1,20}@[a-zа-я]{1,20}\.[a-z]{2,4}$/),
    birthday: fc
      .date({ min: new Date("1900-01-01"), max: new Date("2026-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    fields: fc.record({ plate: text }, { requiredKeys: [] })
  },
  { requiredKeys: [] }
)

it("whatever was kept is read again, and found by all that it is found by until it is erased", async () => {
  await fc.assert(
    fc.asyncProperty(inputs, inputs, (one, other) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const records = yield* HolderRecords
          const isFound = Effect.fnUntraced(function* (sent: HolderInput) {
            const found = []
            for (const phone of sent.phones ?? []) found.push(yield* records.byPhone(phone))
            if (sent.email !== undefined) found.push(yield* records.byEmail(sent.email))
            const days = sent.birthday && {
              from: `2028${sent.birthday.slice(4)}`,
              to: `2028${sent.birthday.slice(4)}`
            }
            const born = days ? yield* records.anniversaries(days) : undefined
            return [
              ...found.map((each) => each.outcome === "found" && each.holders.length === 1),
              ...(born === undefined ? [] : [born.outcome === "found" && born.anniversaries.length === 1])
            ]
          })
          for (const [version, sent] of [one, other].entries()) {
            yield* records.put({ ...sent, id: "m-1" }, version)
            const got = yield* records.get("m-1")
            const phones = sent.phones && { phones: [...new Set(sent.phones)] }
            expect(got.outcome === "found" && got.holder).toEqual({ ...sent, ...phones, id: "m-1" })
            expect(yield* isFound(sent)).not.toContain(false)
          }
          yield* records.erase("m-1", amy)
          expect([...(yield* isFound(one)), ...(yield* isFound(other))]).not.toContain(true)
        }).pipe(Effect.provide(recordsOn()))
      )
    ),
    { numRuns: 60 }
  )
})
