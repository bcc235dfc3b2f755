/** After a person was erased nothing of that person is in the database, and the ledger is as it was. */
import { existsSync, readFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "@effect/vitest"
import { Books, checkpoint, HolderRecords, readConfiguration, StoredValue, verify } from "@tessera/core"
import { NodeDigest, NodeOperationIds, NodePersonVault } from "@tessera/core/node"
import { HolderStore, type KeyVault, type SealedHolder, Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { newSchema, played, storeIn } from "./databases.ts"
import { newFile, storeOn, vault } from "./files.ts"
import { asking, rowsOf } from "./rowsOf.ts"
import { aDay, issue, redeem, send } from "./sales.ts"
import { conformanceConfiguration } from "@tessera/core/testing"

const configuration = {
  ...conformanceConfiguration,
  holders: { callingCode: "359", fields: [{ id: "note", label: "Note", kind: "text", maxLength: 4000 }] }
} as const

const servicesOn = <E>(store: Layer.Layer<Store | HolderStore, E, KeyVault>) =>
  Layer.mergeAll(Books.layer, HolderRecords.layer(configuration)).pipe(
    Layer.provideMerge(StoredValue.layer(configuration)),
    Layer.provideMerge(store),
    Layer.provide([NodeOperationIds.layer, vault]),
    Layer.provide(NodePersonVault.layer(Redacted.make("a secret that every reader of the tests knows"))),
    Layer.provideMerge(NodeDigest.layer)
  )

const two = (n: number): string => String(n).padStart(2, "0")

/**
 * People with records of all sizes, some of them on pages of their own. No two share a number, an address or a day, so
 * that no token of the forgotten is one of somebody who stays.
 */
const people = Array.from({ length: 40 }, (_, n) => ({
  id: `person-${n}`,
  name: `Planted Name ${n * 7_919}`,
  phones: [
    `+359888${String(100_003 * (n + 1))
      .padStart(7, "0")
      .slice(0, 7)}`
  ],
  email: `planted.${n * 104_729}@example.com`,
  birthday: `19${10 + n}-${two(1 + (n % 12))}-${two(1 + (n % 28))}`,
  fields: { note: `planted note ${n} `.repeat(1 + n * 5) }
}))
const plaintext = people.flatMap(({ email, name, phones: [phone = ""] }) => [
  name,
  email,
  phone,
  phone.slice(4)
])

/** Every second of them asks to be forgotten. */
const forgotten = people.filter((_, n) => n % 2 === 0)
const others = people.filter((_, n) => n % 2 === 1)
const ruled = { by: "amy", reason: "asked for it" }

const put = Effect.fnUntraced(function* (person: (typeof people)[number], version: number) {
  const records = yield* HolderRecords
  const put = yield* records.put(person, version)
  expect(put).toMatchObject({ outcome: "kept", version: version + 1 })
})

/** What stands in the database of people's keys and records now. */
const sealedOf = Effect.fnUntraced(function* (ids: ReadonlyArray<{ readonly id: string }>) {
  const store = yield* HolderStore
  const found = yield* Effect.forEach(ids, ({ id }) => store.find(id as SealedHolder["id"]))
  return found.flatMap((one) =>
    one !== undefined && "sealed" in one ? [one.sealed.dataKey, one.sealed.record] : []
  )
})

/** Keeps people, sells, changes the records; gives every key and record that ever was, by whose they were. */
const before = Effect.gen(function* () {
  const gone: Array<string> = []
  for (const person of people) yield* put(person, 0)
  gone.push(...(yield* sealedOf(people)))
  for (const sent of aDay) yield* send(sent)
  for (const [n, { id }] of people.entries()) yield* send({ ...issue(`CARD-P${n}`), holder: id })
  for (const person of others) yield* put({ ...person, fields: { note: "shorter" } }, 1)
  for (const person of people.slice(0, 10)) {
    const version = others.includes(person) ? 2 : 1
    yield* put({ ...person, fields: { note: `${person.fields.note} and longer`.repeat(2) } }, version)
    gone.push(...(yield* sealedOf([person])))
  }
  return gone
})

const ledgerNow = Effect.gen(function* () {
  const store = yield* Store
  const { bad, ...verified } = yield* verify(store)
  expect(bad).toBeUndefined()
  return { verified, books: yield* store.books(), checkpoint: { ...(yield* checkpoint(store)) } }
})

const eraseAll = Effect.gen(function* () {
  const records = yield* HolderRecords
  for (const { id } of forgotten) expect(yield* records.erase(id, ruled)).toMatchObject({ outcome: "erased" })
})

/** Every file that is exported of the ledger, whoever reads it. */
const exportsOf = Effect.gen(function* () {
  const books = yield* Books
  const formats = ["csv", "hledger", "beancount"] as const
  return yield* Effect.forEach(formats, (format) => Stream.mkString(books.export({ format })))
})

/** The others are as they were, the cards of those who are forgotten go on, and no file of the ledger names anybody. */
const afterwards = Effect.gen(function* () {
  const records = yield* HolderRecords
  for (const text of yield* exportsOf) {
    expect(text).toContain("CNY")
    expect(shownIn(plaintext, text)).toEqual([])
  }
  for (const { email, id, name } of others) {
    expect(yield* records.get(id)).toMatchObject({ outcome: "found", holder: { name } })
    expect(yield* records.byEmail(email)).toMatchObject({ holders: [{ holder: { id } }] })
  }
  for (const {
    email,
    id,
    phones: [phone = ""]
  } of forgotten) {
    expect(yield* records.byPhone(phone)).toEqual({ outcome: "found", holders: [] })
    expect(yield* records.byEmail(email)).toEqual({ outcome: "found", holders: [] })
    expect(yield* (yield* Store).accountsOf(id)).toHaveLength(1)
  }
  expect(yield* send(redeem("after", 100, "CARD-P0"))).toBe("approved")
})

/** Pieces of a word: a long one lies in a file in several places, and a piece of it may be overwritten alone. */
const piecesOf = (word: string): ReadonlyArray<string> => {
  const pieces = word.match(word.length > 100 ? /.{64}/g : /.{16}/g)
  return [...new Set(pieces ?? [word])]
}

/** The words of which at least a piece is in a text. */
const shownIn = (words: ReadonlyArray<string>, text: string): ReadonlyArray<string> =>
  words.filter((word) => piecesOf(word).some((piece) => text.includes(piece)))

const idOf = (n: number) => `person-${10_000 + ((n * 7_919) % 9_973)}` as SealedHolder["id"]
/** No key's piece of 16 characters is in another one. */
const dataKeyOf = (n: number, version: number): string => `${n}.${version}/`.padStart(16, "k").repeat(5)

describe("in a file", () => {
  it.effect(
    "no name, key, record or token of the forgotten is left in it or in its log",
    () =>
      Effect.gen(function* () {
        const file = yield* newFile
        const bytes = () =>
          ["", "-wal", "-shm", "-journal"]
            .map((end) => `${file}${end}`)
            .filter((name) => existsSync(name))
            .map((name) => readFileSync(name).toString("latin1") + readFileSync(name).toString("utf8"))
            .join("\n")
        const tokensOf = (ids: ReadonlyArray<{ readonly id: string }>): ReadonlyArray<string> => {
          const database = new DatabaseSync(file, { readOnly: true })
          const rows = ids.flatMap(({ id }) =>
            database.prepare("select token from holder_token where holder = ?").all(id)
          )
          database.close()
          return rows.map(({ token }) => String(token))
        }
        const story = Effect.gen(function* () {
          const replaced = yield* before
          const keys = yield* sealedOf(forgotten)
          const tokens = tokensOf(forgotten)
          expect(tokens.length).toBeGreaterThan(forgotten.length * 2)
          const staying = [...(yield* sealedOf(others)), ...tokensOf(others)]
          const ledger = yield* ledgerNow
          expect(shownIn([...keys, ...tokens], bytes())).toHaveLength(keys.length + tokens.length)
          yield* eraseAll
          expect(yield* ledgerNow).toEqual(ledger)
          const left = bytes()
          expect(shownIn(plaintext, left)).toEqual([])
          expect(shownIn([...keys, ...tokens], left)).toEqual([])
          expect(shownIn(replaced, left).filter((word) => !staying.includes(word))).toEqual([])
          expect(shownIn(staying, left)).toHaveLength(staying.length)
          yield* afterwards
        })
        yield* Effect.provide(story, servicesOn(storeOn(file)))
        expect(shownIn(plaintext, bytes())).toEqual([])
      }),
    60_000
  )

  it.effect("no key is left where records of all lengths came, grew, shrank and went", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const life = Effect.gen(function* () {
        const store = yield* HolderStore
        const kept: Array<{ readonly n: number; readonly version: number }> = []
        const gone: Array<string> = []
        const write = ({ n, version }: { readonly n: number; readonly version: number }, length: number) => {
          const sealed = { dataKey: dataKeyOf(n, version), record: "r".repeat(length) }
          return store.write({ id: idOf(n), version, changedAt: version, sealed }, [`token-${n}`])
        }
        for (let step = 1, drawn = 1; step <= 4_000; step += 1) {
          drawn = (drawn * 48_271) % 2_147_483_647
          const length = 40 + (drawn % 500)
          const found = drawn % 4 < 2 ? undefined : kept[drawn % kept.length]
          if (found === undefined) {
            kept.push({ n: step, version: 1 })
            yield* write({ n: step, version: 1 }, length)
            continue
          }
          const next = { n: found.n, version: found.version + 1 }
          gone.push(dataKeyOf(found.n, found.version))
          const rest = kept.filter((one) => one !== found)
          kept.splice(0, kept.length, ...rest, ...(drawn % 4 === 2 ? [next] : []))
          if (drawn % 4 === 2) yield* write(next, length)
          else
            yield* store.write({ id: idOf(next.n), version: next.version, erased: { at: 1, ...ruled } }, [])
        }
        return gone
      })
      const options = { configuration, synchronous: "off", forTests: true } as const
      const gone = yield* Effect.provide(life, storeOn(file, options))
      expect(gone.length).toBeGreaterThan(1_000)
      expect(shownIn(gone, readFileSync(file).toString("latin1"))).toEqual([])
    })
  )

  it.effect("a reader who holds the log up delays its emptying, not the erasure", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const story = Effect.gen(function* () {
        const records = yield* HolderRecords
        for (const person of people.slice(0, 2)) yield* put(person, 0)
        const [key = ""] = yield* sealedOf(people.slice(0, 1))
        const reader = new DatabaseSync(file, { readOnly: true })
        reader.exec("begin")
        reader.prepare("select * from holder").all()
        expect(yield* records.erase("person-0", ruled)).toMatchObject({ outcome: "erased" })
        expect(yield* records.get("person-0")).toMatchObject({ outcome: "erased" })
        expect(readFileSync(`${file}-wal`).includes(key)).toBe(true)
        reader.exec("rollback")
        reader.close()
        yield* records.erase("person-1", ruled)
        expect(readFileSync(`${file}-wal`).includes(key)).toBe(false)
        expect(readFileSync(file).includes(key)).toBe(false)
      })
      yield* Effect.provide(story, servicesOn(storeOn(file)))
    })
  )
})

describe.each(played)("in PostgreSQL $release", ({ url }) => {
  const ask = asking(url)
  const dumpOf = (schema: string) => rowsOf(url, schema)

  it.live("no name, key, record or token of the forgotten is left in any table", () =>
    Effect.suspend(() => {
      const schema = newSchema()
      const story = Effect.gen(function* () {
        const replaced = yield* before
        const keys = yield* sealedOf(forgotten)
        const staying = yield* sealedOf(others)
        const found = yield* ask(`select token from ${schema}.holder_token where holder = any($1)`, [
          forgotten.map(({ id }) => id)
        ])
        const tokens = found.map(({ token }) => String(token))
        const ledger = yield* ledgerNow
        expect(shownIn([...keys, ...tokens], yield* dumpOf(schema))).toHaveLength(keys.length + tokens.length)
        yield* eraseAll
        expect(yield* ledgerNow).toEqual(ledger)
        const left = yield* dumpOf(schema)
        expect(shownIn(plaintext, left)).toEqual([])
        expect(shownIn([...keys, ...tokens], left)).toEqual([])
        expect(shownIn(replaced, left).filter((word) => !staying.includes(word))).toEqual([])
        yield* afterwards
      })
      return Effect.provide(story, servicesOn(storeIn(url, schema)))
    })
  )
})

it("the configuration of these tests is one that may be sent", () => {
  expect(Result.isSuccess(readConfiguration(configuration))).toBe(true)
})
