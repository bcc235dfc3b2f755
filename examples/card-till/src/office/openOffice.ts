/**
 * The office of the chain: its ledger in a file, its keys that no till has, and what it answers to tills.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type CardSession, perform } from "@tessera/adapters-hardware"
import { Archive, Ledger, ledgerDefaults, PurseOffice } from "@tessera/adapters-hardware/office"
import {
  groupMaster,
  type Mandate,
  mandateText,
  officeKeys,
  personalise,
  purposeMaster,
  signingKeys,
  wipe
} from "@tessera/adapters-hardware/purse"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { Ids, readCommand, readConfiguration, readQuery, StoredValue } from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { caps, configuration, counter, currency, group } from "../chain.ts"
import { keep, kept } from "../keptFile.ts"
import { type Answer, fromHex, type InLedger, type Question, toHex } from "../wire.ts"
import { newestList } from "./newestList.ts"
import { OfficeBooks } from "./OfficeBooks.ts"

/** Made once, and never outside of the office. A real one keeps them in an HSM. */
const Secrets = Schema.Struct({ secret: Schema.String, root: Schema.String, seed: Schema.String })

const secretsIn = (folder: string) => {
  const path = join(folder, "office.json")
  if (kept(path) === undefined)
    keep(path, {
      secret: randomBytes(32).toString("base64url"),
      root: randomBytes(32).toString("hex"),
      seed: randomBytes(32).toString("hex")
    })
  return Schema.decodeUnknownSync(Secrets)(kept(path))
}

const hour = 3_600_000
const refused = (why: string): Answer => ({ kind: "refused", why })

/** What a till may do without asking: three days, and lists of at most one. */
const mandateFor = (terminal: number, epoch: number, at: number): Mandate => ({
  type: "mandate",
  id: `${terminal}.${epoch}.${at}`,
  group: group.group,
  terminal,
  epoch,
  currency,
  from: at,
  until: at + 72 * hour,
  perPurchase: 10_000n,
  total: 200_000n,
  count: 200,
  perCardPerDay: 20_000n,
  hotlistHours: 24,
  openAtMost: 5,
  acceptsClassic: false
})

const client = Ids.ClientId.make("office")

/** The counter where cards are made: the keys of one card, through the till's reader. */
const issueOn = Effect.fnUntraced(function* (books: OfficeBooks, root: Uint8Array, session: CardSession) {
  const { submit } = yield* StoredValue
  const { issue } = yield* PurseOffice
  const answered = yield* Effect.result(session.transmit(Uint8Array.of(0xff, 0xca, 0, 0, 0), "none"))
  if (Result.isFailure(answered)) return refused("The card was taken away. Present it again.")
  const uid = answered.success.slice(0, -2)
  if (uid.length !== 7) return refused("This card is not of the kind that holds a purse.")
  const { account, isNew, purse } = books.begin(toHex(uid))
  if (account !== undefined) return refused("This card is a purse already.")
  const chance = (): Uint8Array => Uint8Array.from(randomBytes(16))
  const keysOf = officeKeys(root, group)
  const identity = {
    group: group.group,
    purse,
    keyVersion: group.keyVersion,
    issuedOn: Math.floor((yield* Clock.currentTimeMillis) / (24 * hour)),
    expiresOn: 0xffff,
    flags: 0
  }
  // It stopped half way the last time: what there is of it is taken off first.
  if (!isNew) yield* perform(wipe(new Uint8Array(16), chance), session)
  const made = yield* perform(
    personalise({
      group,
      identity,
      caps,
      allowsVoid: false,
      keys: (purpose) => keysOf(purpose, uid),
      chance
    }),
    session
  )
  if (made._tag === "Broken") return refused("The card was taken away too early. Present it again.")
  if (made._tag === "Refused") return refused(`The card does not become a purse: ${made.why._tag}.`)
  const command = Result.getOrThrow(
    readCommand({
      type: "Issue",
      key: `issue:${purse}`,
      program: "purse",
      card: `SV${purse}`,
      outlet: "Office"
    })
  )
  const issued = yield* submit(client, command)
  if (issued.outcome !== "approved" || issued.receipt.account === undefined)
    return refused("The ledger did not open an account; the card can be made again.")
  books.finish(toHex(uid), issued.receipt.account)
  yield* issue(uid, purse)
  return { kind: "issued", purse } as const
})

const whyNot: Readonly<Record<string, string>> = {
  ValueAboveCap: "It would be more than a card may hold.",
  Hotlisted: "The card was reported lost."
}

const loadOn = Effect.fnUntraced(function* (
  books: OfficeBooks,
  session: CardSession,
  { gift, main, purse }: Extract<Question, { readonly kind: "load" }>
) {
  const { load } = yield* PurseOffice
  if (!books.cards().some((one) => one.purse === purse)) return refused("The office knows no such card.")
  const sequence = books.order(purse)
  const source = { kind: "paid", tender: { kind: "cash" } } as const
  const outcome = yield* load(session, purse, { sequence, main, gift, source })
  switch (outcome._tag) {
    case "Loaded":
      return { kind: "loaded", order: sequence, tmc: outcome.tmc } as const
    case "Unknown":
      return refused("Nobody knows whether the card took it. The money waits; the card's next tap will tell.")
    case "CardLost":
      return refused("The card was taken away too early. Nothing was loaded.")
    case "OrderUsed":
      return refused("A load with this number was asked for before. Nothing was loaded.")
    case "Declined":
      return refused(`The ledger does not take it: ${outcome.code}. Nothing was loaded.`)
    case "Refused":
      return refused(
        `${whyNot[outcome.why._tag] ?? `The card does not take it: ${outcome.why._tag}.`} Nothing was loaded.`
      )
  }
})

/** What the ledger holds of every card. */
const ledgerOf = Effect.fnUntraced(function* (books: OfficeBooks) {
  const { statement } = yield* StoredValue
  const { book } = yield* PurseOffice
  const cards: Array<InLedger> = []
  for (const { account, purse } of books.cards()) {
    if (account === undefined) continue
    const asked: { readonly type: string; readonly account: string } = { type: "Statement", account }
    const query = Result.getOrThrow(readQuery(asked))
    if (query.type !== "Statement") continue
    const lines = yield* statement(query)
    if ("_tag" in lines) continue
    const sum = (id: string): bigint =>
      lines
        .flatMap(({ changes }) => changes)
        .reduce((so, { amount, subWallet }) => (subWallet === id ? so + amount : so), 0n)
    const operations = lines
      .filter(({ amount }) => amount !== 0n)
      .map(({ amount, at, verb }) => ({ verb, at, amount }))
      .toSorted((a, b) => a.at - b.at)
    const waiting = book.purse(purse)?.waiting.length ?? 0
    cards.push({ purse, main: sum("main"), gift: sum("gift"), operations, waiting })
  }
  return { kind: "ledger", cards } as const
})

/** `session`: the card on the reader of whoever asks. */
export const answerTo = Effect.fnUntraced(function* (
  { books, folder }: { readonly books: OfficeBooks; readonly folder: string },
  question: Question,
  session: CardSession
) {
  const office = yield* PurseOffice
  const secrets = secretsIn(folder)
  const signer = signingKeys(fromHex(secrets.seed))
  const signed = (text: string) => ({ text, signature: signer.sign(text) })
  switch (question.kind) {
    case "enrol": {
      const isTaken = yield* office.enrol(question.terminal, question.epoch, question.publicKey).pipe(
        Effect.as(false),
        Effect.catchTag("NumberTaken", () => Effect.succeed(true))
      )
      if (isTaken) return refused("Another till has this number. Enrol this one with the next epoch.")
      const master = purposeMaster(groupMaster(fromHex(secrets.root), group), "purchase")
      return { kind: "enrolled", purchaseMaster: toHex(master), office: signer.publicKey } satisfies Answer
    }
    case "terms": {
      const at = yield* Clock.currentTimeMillis
      const mandate = signed(mandateText(mandateFor(question.terminal, question.epoch, at)))
      yield* Effect.orDie(office.give(mandate))
      const hotlist = newestList(books, office, signer, at)
      yield* Effect.orDie(office.list(hotlist))
      return { kind: "terms", mandate, hotlist } satisfies Answer
    }
    case "lost": {
      const found = books.cards().filter(({ purse }) => purse.endsWith(question.digits))
      const [card] = found
      if (card === undefined || found.length > 1)
        return refused(
          "The office does not know which card that is: it takes the digits that are on its receipts."
        )
      books.setLost(card.purse)
      return { kind: "listed", purse: card.purse } satisfies Answer
    }
    case "issue":
      return yield* issueOn(books, fromHex(secrets.root), session)
    case "load":
      return yield* loadOn(books, session, question)
    case "receive": {
      const { acknowledged, ended, verdicts } = yield* office.receive(
        question.terminal,
        question.epoch,
        question.lines
      )
      const count = (tag: string): number => verdicts.filter(({ _tag }) => _tag === tag).length
      return {
        kind: "received",
        accepted: count("accepted"),
        duplicates: count("duplicate"),
        others: verdicts.flatMap((one) => ("why" in one ? [`${one._tag}: ${one.why}`] : [])),
        ended,
        ...(acknowledged !== undefined && { acknowledged })
      } satisfies Answer
    }
    case "ledger":
      return yield* ledgerOf(books)
  }
})

/** Everything the office needs, in one folder. */
export const openOffice = (folder: string) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { root, secret, seed } = secretsIn(folder)
  const books = new OfficeBooks(join(folder, "office.db"))
  const read = Result.getOrThrow(readConfiguration(configuration))
  const storedValue = StoredValue.layer(read).pipe(
    Layer.provide(SqliteStore.layer({ file: join(folder, "ledger.db"), configuration: read })),
    Layer.provide([
      NodeDigest.layer,
      NodeOperationIds.layer,
      NodeKeyVault.layer(Redacted.make(secret)),
      NodePinHasher.layer(Redacted.make(secret))
    ])
  )
  const office = PurseOffice.layer({
    group,
    root: fromHex(root),
    caps,
    mandateKeys: [signingKeys(fromHex(seed)).publicKey],
    ledger: {
      currency,
      ...ledgerDefaults,
      accountOf: (purse) => books.cards().find((one) => one.purse === purse)?.account ?? "acc_none",
      placeOf: () => ({ outlet: counter.outlet, terminal: counter.terminal }),
      officeOutlet: "Office"
    }
  }).pipe(
    Layer.provide([Ledger.storedValue(), Archive.sqlite(join(folder, "archive.db"))]),
    Layer.provideMerge(storedValue)
  )
  return { ground: { books, folder }, layer: office }
}
