/** A ledger whose program is made for purses, and the office on it. */
import { Ids, readCommand, readConfiguration, readQuery, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { signingKeys } from "../../src/crypto/Signed.ts"
import { Archive } from "../../src/office/Archive.ts"
import { Ledger } from "../../src/office/Ledger.ts"
import { ledgerDefaults } from "../../src/office/ledgerCommands.ts"
import { PurseOffice } from "../../src/office/PurseOffice.ts"
import { SessionChance } from "../../src/purse/Bench.ts"
import { SimulatedReader } from "../../src/simulator/SimulatedReader.ts"
import { caps, chanceOf, group, noon, root } from "../purse/shop.ts"
import { hotlistOf, type Mandate, mandateText } from "../../src/purse/Mandate.ts"
import { clockAt, mandateFor, seedOf, type Terminal } from "../purse/terminal.ts"

/** A program for purses, as docs/purse.md asks for it. */
export const configuration = {
  tenant: "demo",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "OFFICE", owner: "hq" },
    { id: "S7", owner: "hq" },
    { id: "S8", owner: "fr1" }
  ],
  programs: [
    {
      id: "purse",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional", rule: { categories: ["purseGift"] } },
        { id: "main", priority: 90, funding: "paid", rule: { categories: ["purseMain"] } }
      ],
      pendingLoads: { expireAfter: { days: 30 } },
      capabilities: { reportLost: true, replace: true }
    }
  ]
} as const

const read = Result.getOrThrow(readConfiguration(configuration))

const secret = Redacted.make("at least 32 characters, kept outside of the database")

/** How an office calls what it tells its ledger: a terminal stands in the outlet of its number. */
export const ledgerTerms = {
  currency: "CNY",
  ...ledgerDefaults,
  accountOf: (_purse: string): string => "acc_1",
  placeOf: (terminal: number) => ({ outlet: `S${terminal}` }),
  officeOutlet: "OFFICE"
}

/** Who signs mandates. */
const mandates = signingKeys(seedOf(99))
export const signedMandate = (mandate: Mandate, signer = mandates) => {
  const text = mandateText(mandate)
  return { text, signature: signer.sign(text) }
}

/** A list of the group, as the office signs it. */
export const signedList = (version: number, purses: ReadonlyArray<string>, at = noon) => {
  const text = JSON.stringify(hotlistOf(group.group, version, at, purses))
  return { text, signature: mandates.sign(text) }
}

/** An office that begins with an empty ledger; `restart` begins again with what was kept. */
export const makeOffice = () => {
  const kept: Array<string> = []
  const accounts = new Map<string, string>()
  const reader = new SimulatedReader("office")
  const ledger = StoredValue.layer(read).pipe(
    Layer.provideMerge(MemoryStore.layer),
    Layer.provide([
      NodeDigest.layer,
      NodeOperationIds.layer,
      NodeKeyVault.layer(secret),
      NodePinHasher.layer(secret)
    ])
  )
  const chance = Layer.succeed(SessionChance, chanceOf("office"))
  const books = ManagedRuntime.make(ledger)
  const options = {
    group,
    root,
    caps,
    mandateKeys: [mandates.publicKey],
    ledger: { ...ledgerTerms, accountOf: (purse: string) => accounts.get(purse) ?? "acc_none" }
  }
  const open = () =>
    ManagedRuntime.make(
      PurseOffice.layer(options).pipe(
        Layer.provide([
          Layer.provide(
            Ledger.storedValue(),
            Layer.effect(
              StoredValue,
              Effect.promise(() => books.runPromise(StoredValue))
            )
          ),
          Archive.memory(kept),
          chance
        ])
      )
    )
  let runtime = open()
  const now = { at: noon }
  const run = <A, E>(effect: Effect.Effect<A, E, PurseOffice>): Promise<A> =>
    runtime.runPromise(Effect.provideService(effect, Clock.Clock, clockAt(now)))
  const submit = (sent: Readonly<Record<string, unknown>>) =>
    books.runPromise(
      Effect.flatMap(StoredValue, ({ submit }) =>
        submit(Ids.ClientId.make("back-office"), Result.getOrThrow(readCommand(sent)))
      )
    )
  const held = async (purse: string) => {
    const query = Result.getOrThrow(
      readQuery({ type: "Balance", account: accounts.get(purse) } as { readonly type: string })
    )
    if (query.type !== "Balance") throw new Error(query.type)
    const found = await books.runPromise(Effect.flatMap(StoredValue, ({ balance }) => balance(query)))
    if ("_tag" in found) throw new Error(found._tag)
    const of = (id: string) => found[0]?.subWallets.find(({ subWallet }) => subWallet === id)?.ledger ?? 0n
    const waiting = (found[0]?.pendingLoads ?? []).reduce((sum, { amount }) => sum + amount, 0n)
    return { main: of("main"), gift: of("gift"), waiting }
  }
  return {
    reader,
    kept,
    run,
    /** Begins something, and answers how it is given up. */
    fork: <A, E>(effect: Effect.Effect<A, E, PurseOffice>): (() => Promise<void>) => {
      const given = new AbortController()
      const ended = runtime
        .runPromise(Effect.provideService(effect, Clock.Clock, clockAt(now)), { signal: given.signal })
        .then(
          () => undefined,
          () => undefined
        )
      return () => {
        given.abort()
        return ended
      }
    },
    restart: () => {
      runtime = open()
    },
    office: () => run(PurseOffice),
    setTime: (at: number) => {
      now.at = at
    },
    submit,
    /** Opens the account behind a purse. */
    open: async (purse: string, uid: Uint8Array) => {
      const issued = await submit({
        type: "Issue",
        key: `issue-${purse}`,
        program: "purse",
        card: `4000${purse.slice(-4)}`
      })
      if (issued.outcome !== "approved") throw new Error(JSON.stringify(issued))
      const { account } = issued.receipt
      if (account === undefined) throw new Error("no account")
      accounts.set(purse, account)
      await run(Effect.flatMap(PurseOffice, ({ issue }) => issue(uid, purse)))
      return account
    },
    accountOf: (purse: string) => accounts.get(purse),
    alias: (purse: string, account: string) => accounts.set(purse, account),
    /** A terminal, and its mandate, unless it is said to have none. */
    enrol: (terminal: number, epoch = 1, mandate: Mandate | undefined = mandateFor(terminal, epoch)) =>
      run(
        Effect.gen(function* () {
          const { enrol, give } = yield* PurseOffice
          yield* enrol(terminal, epoch, signingKeys(seedOf(terminal, epoch)).publicKey)
          if (mandate !== undefined) yield* give(signedMandate(mandate))
        })
      ),
    /** What the ledger holds for a purse. */
    balance: async (purse: string) => {
      const { gift, main } = await held(purse)
      return { main, gift }
    },
    /** What loads of a purse wait for their cards. */
    waiting: async (purse: string) => (await held(purse)).waiting,
    /** What the owners of the outlets are owed, by the books. */
    trialBalance: () => books.runPromise(Effect.flatMap(StoredValue, ({ books }) => books())),
    upload: async (till: Terminal, lines = till.lines.lines) =>
      run(Effect.flatMap(PurseOffice, ({ receive }) => receive(till.terminal, 1, lines)))
  }
}
