/**
 * Opening the service for a program that does not use Effect, and closing it without losing what is under way.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Books as BooksService } from "../Books.ts"
import { Clearing as ClearingService } from "../Clearing.ts"
import { Audit as AuditService, type AuditOptions, type CheckpointRefused } from "../Audit.ts"
import { Liability as LiabilityService } from "../Liability.ts"
import type { CommitterOptions } from "../Committer.ts"
import { readCommand } from "../command/Command.ts"
import { systemClient } from "../journal/Operation.ts"
import { type Reminded, Reminders } from "../Reminders.ts"
import { HolderRecords } from "../HolderRecords.ts"
import { Operations as OperationsService } from "../Operations.ts"
import { type Configuration, type Fault, readConfiguration } from "../network/Configuration.ts"
import { faultText } from "../network/Fault.ts"
import { NodeDigest } from "../node/NodeDigest.ts"
import { NodeKeyVault } from "../node/NodeKeyVault.ts"
import { NodeSigner } from "../node/NodeSigner.ts"
import { Digest } from "../ports/Digest.ts"
import type { SignerUnavailable } from "../ports/Signer.ts"
import { type Audit, auditOn } from "./audit.ts"
import { NodeOperationIds } from "../node/NodeOperationIds.ts"
import { NodePersonVault } from "../node/NodePersonVault.ts"
import { NodePinHasher } from "../node/NodePinHasher.ts"
import type { HolderStore } from "../ports/HolderStore.ts"
import type { KeyVault } from "../ports/KeyVault.ts"
import type { SealBroken } from "../ports/PersonVault.ts"
import { Shifts as ShiftsService } from "../Shifts.ts"
import { type Store, StoreUnavailable } from "../ports/Store.ts"
import { StoredValue as Service } from "../StoredValue.ts"
import type { Failure } from "../submitMany.ts"
import { ClientId } from "../values/Ids.ts"
import { abandoned, ended, unreadable } from "./answers.ts"
import { type Books, booksOn } from "./books.ts"
import { type Clearing, clearingOn } from "./clearing.ts"
import { type Liability, liabilityOn } from "./liability.ts"
import { Events as EventsService } from "../Events.ts"
import { Notices as NoticesService } from "../Notices.ts"
import { type EventReader, eventsOn } from "./events.ts"
import { type Holders, holdersOn, noHolders } from "./holders.ts"
import { type Notices, noticesOn, type NoticesOptions, telling } from "./notices.ts"
import { type Operations, operationsOn } from "./operations.ts"
import { type Questions, questionsOn } from "./questions.ts"
import { type RunMany, type SubmitMany, submitManyOn } from "./submitMany.ts"
import { type Shifts, shiftsOn } from "./shifts.ts"
import { type CallOptions, type Submit, type Verbs, verbsOn } from "./verbs.ts"

/** A layer that provides the store; the key vault of the same secret is there for it. */
export type StoreLayer = Layer.Layer<Store, unknown, KeyVault>

/** A layer that provides a store of holder records. */
export type HolderStoreLayer = Layer.Layer<HolderStore, unknown, KeyVault>

/** What the service is opened with. */
export interface OpenOptions {
  /** The tenant's configuration as plain JSON: owners, outlets, terminals, operators, programs. */
  readonly configuration: unknown
  /** Where everything is kept: a layer, or what makes one for the configuration once it is read. */
  readonly store: StoreLayer | ((configuration: Configuration) => StoreLayer)
  /** Where records of holders are kept, if not in the store: then their backups can be given up sooner. */
  readonly holders?: HolderStoreLayer | ((configuration: Configuration) => HolderStoreLayer)
  /** At least 32 characters, kept outside of the database: the keys that hide card numbers are derived from it. */
  readonly secret: string
  /**
   * Secrets that counted before `secret`, newest first: what is new is made under `secret`, what was made under these is still
   * found and verified. None of them is ever left out. Absent: there was none.
   */
  readonly secretsBefore?: ReadonlyArray<string>
  /** Whose idempotency keys these are; must stay the same over restarts. Absent: `pos`. */
  readonly client?: string
  /** How many commands may wait, and how many are committed at once. Absent: 8,192 and 256. */
  readonly committer?: CommitterOptions
  /**
   * Milliseconds. On the channels `web`, `app` and `kiosk`, what is not approved is answered so long after it was asked, or a
   * multiple of it: its time tells nothing of the card. Absent: 1,000. 0: at once.
   */
  readonly strangersWait?: number
  /**
   * Whether the configuration counts where it says something anew of a part that was changed by operation since. Absent:
   * no, opening rejects with `ConfigurationRefused`, and says what the ledger holds.
   */
  readonly overrule?: boolean
  /** How checkpoints are signed, and whose signatures are relied on. Absent: with a key that is derived from `secret`. */
  readonly audit?: AuditOptions & {
    /** A private key for Ed25519: PKCS #8 as PEM, or in DER as base64. Absent: derived from `secret`. */
    readonly signingKey?: string
  }
  /** Who is told of what happens, and how; the store has to have deliveries, as those of the library do. Absent: nobody. */
  readonly notices?: NoticesOptions
}

/**
 * The stored-value service. Every command resolves to its outcome: approved, declined, invalid or in doubt. A call
 * rejects only with `Overloaded` or `StoreUnavailable`, after which nothing was done and the same key may be sent again.
 */
export interface StoredValue extends Verbs, Questions, AsyncDisposable {
  /** Performs any command, given as its JSON with `type`. */
  readonly submit: Submit
  /**
   * Performs many commands in order, given as JSON with `type`: an import, or what a till did while it was offline. There
   * is an end for each, in the same order; only a service that is closed rejects.
   */
  readonly submitMany: SubmitMany
  /** The trial balance, and what else an accountant asks for. */
  readonly books: Books
  /** Who owes whom, and how far it is settled. */
  readonly clearing: Clearing
  /** What is owed to holders and why; breakage, unclaimed property, value added tax. */
  readonly liability: Liability
  /** What is in which drawer, what was done in it, and what is on its way to head office. */
  readonly shifts: Shifts
  /** Operations looked up, by id, by key, and page by page. */
  readonly operations: Operations
  /** What became of what notifiers were told. */
  readonly notices: Notices
  /** What happened, for those who ask instead of being told. */
  readonly events: EventReader
  /**
   * Reminds holders of what has come near: a job for once a day. Each thing is reminded of once, however often and on however
   * many machines it runs.
   */
  readonly remindAll: (options?: CallOptions) => Promise<Reminded>
  /** What is known of members, apart from the ledger. */
  readonly holders: Holders
  /** Checkpoints, verification, proofs, and setting apart what is bad. */
  readonly audit: Audit
  /** Takes no more calls, waits until all that were made have ended, and closes the store. */
  readonly close: () => Promise<void>
}

/** A configuration that cannot be used; the message names the first wrong path, `faults` all of them. */
export class ConfigurationInvalid extends Error {
  override readonly name = "ConfigurationInvalid"
  readonly faults: ReadonlyArray<Fault>

  constructor(faults: ReadonlyArray<Fault>) {
    const [first] = faults
    super(first && faultText(first))
    this.faults = faults
  }
}

const configured = (document: unknown): Configuration => {
  const read = readConfiguration(document)
  if (Result.isFailure(read)) throw new ConfigurationInvalid(read.failure)
  return read.success
}

/** The ledger records what it does by itself under a client of its own, which nobody else may be. */
const clientOf = (name: string): ClientId => {
  const client = Schema.decodeUnknownResult(ClientId)(name)
  if (Result.isSuccess(client) && client.success !== systemClient) return client.success
  throw new TypeError(`client: Expected 1–128 characters, and not "${systemClient}"`)
}

/** A library writes nothing to its host's console. */
const silence = Logger.layer([])

const layerFor = <A>(given: A | ((configuration: Configuration) => A), configuration: Configuration): A =>
  typeof given === "function" ? (given as (configuration: Configuration) => A)(configuration) : given

const signerOf = (secret: Redacted.Redacted, { signingKey }: NonNullable<OpenOptions["audit"]>) =>
  signingKey === undefined ? NodeSigner.derived(secret) : NodeSigner.layer(Redacted.make(signingKey))

const layerOf = (
  configuration: Configuration,
  {
    audit = {},
    committer,
    holders,
    notices,
    overrule,
    secretsBefore = [],
    store,
    strangersWait,
    ...given
  }: OpenOptions
) => {
  const secret = Redacted.make(given.secret)
  const before = secretsBefore.map((one) => Redacted.make(one))
  const trusted = [...(audit.trusted ?? []), ...NodeSigner.derivedPublicKeys(before)]
  const ledger = layerFor(store, configuration)
  // What comes later takes the place of what came before.
  const kept =
    holders === undefined
      ? Layer.mergeAll(noHolders, ledger)
      : Layer.mergeAll(ledger, layerFor(holders, configuration))
  const service = Service.layer(configuration, {
    ...committer,
    ...(overrule !== undefined && { overrule }),
    ...(strangersWait !== undefined && { strangersWait })
  })
  const records = HolderRecords.layer(configuration)
  const reminders = Layer.provide(Reminders.layer, [service, records])
  const told = Layer.provide(telling(configuration, notices), records)
  const books = Layer.provide(BooksService.layer, service)
  const clearing = Layer.provide(ClearingService.layer, service)
  const audited = Layer.provide(AuditService.layer(configuration, { ...audit, trusted }), [
    service,
    signerOf(secret, audit)
  ])
  const liability = Layer.provide(LiabilityService.layer, service)
  const shifts = Layer.provide(ShiftsService.layer, service)
  const events = EventsService.layer(configuration)
  const reports = Layer.mergeAll(books, clearing, liability, audited, shifts, OperationsService.layer)
  return Layer.mergeAll(service, records, told, events, reminders, reports).pipe(
    Layer.provide(kept),
    Layer.provideMerge(NodeDigest.layer),
    Layer.provide([NodeOperationIds.layer, NodeKeyVault.layer(secret, { before })]),
    Layer.provide([NodePinHasher.layer(secret, { before }), NodePersonVault.layer(secret, { before })]),
    Layer.provideMerge(silence)
  )
}

/** What the caller of one call gets: its end, or `instead` once the caller's signal is aborted. */
const unlessAborted = <A>(
  running: Promise<A>,
  signal: AbortSignal | undefined,
  instead: (signal: AbortSignal) => A | Promise<A>
): Promise<A> =>
  signal === undefined
    ? running
    : new Promise((resolve, reject) => {
        const leave = () => resolve(instead(signal))
        const stay = () => signal.removeEventListener("abort", leave)
        signal.addEventListener("abort", leave, { once: true })
        running.then(resolve, reject).then(stay, stay)
      })

const services = Effect.all({
  books: BooksService,
  clearing: ClearingService,
  audit: AuditService,
  digest: Digest,
  events: EventsService,
  liability: LiabilityService,
  notices: NoticesService,
  operations: OperationsService,
  records: HolderRecords,
  reminders: Reminders,
  shifts: ShiftsService,
  service: Service
})

type Failing = Failure | SealBroken | SignerUnavailable | CheckpointRefused

const rejected = (signal: AbortSignal): Promise<never> => Promise.reject(signal.reason)

/**
 * Opens the service. Rejects with `ConfigurationInvalid`, with `ConfigurationRefused` where the ledger holds something that
 * the configuration may not change, with what the store fails to open with, or with an error that
 * names the option that is wrong.
 */
export const open = async (options: OpenOptions): Promise<StoredValue> => {
  const configuration = configured(options.configuration)
  const client = clientOf(options.client ?? "pos")
  const runtime = ManagedRuntime.make(layerOf(configuration, options))
  const {
    audit,
    books,
    clearing,
    digest,
    events,
    liability,
    notices,
    operations,
    records,
    reminders,
    service,
    shifts
  } = await runtime.runPromise(services).catch(async (error: unknown) => {
    await runtime.dispose()
    throw error
  })

  const underWay = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined
  const run = <A>(effect: Effect.Effect<A, Failing>): Promise<A> => {
    if (closed !== undefined)
      return Promise.reject(new StoreUnavailable({ cause: new Error("the service is closed") }))
    const running = runtime.runPromise(effect)
    const end = () => underWay.delete(running)
    underWay.add(running)
    running.then(end, end)
    return running
  }

  const submit: Submit = async (sent, call = {}) => {
    const read = readCommand(sent)
    if (Result.isFailure(read)) return unreadable(sent, read.failure)
    const { key } = read.success
    if (call.signal?.aborted === true) return abandoned(key)
    const running = run(Effect.map(service.submit(client, read.success), ended))
    return unlessAborted(running, call.signal, () => abandoned(key))
  }

  const runMany: RunMany = async (performed, { signal }, instead) =>
    signal?.aborted === true ? instead() : unlessAborted(run(performed), signal, instead)

  const answer = <A>(effect: Effect.Effect<A, Failing>, { signal }: CallOptions = {}): Promise<A> =>
    signal?.aborted === true ? rejected(signal) : unlessAborted(run(effect), signal, rejected)

  const close = () => (closed ??= Promise.allSettled(underWay).then(() => runtime.dispose()))
  return {
    ...verbsOn(submit),
    ...questionsOn(service, answer),
    books: booksOn(books, service, answer),
    clearing: clearingOn(clearing, answer),
    liability: liabilityOn(liability, answer),
    shifts: shiftsOn(shifts, answer),
    operations: operationsOn(operations, client, answer),
    holders: holdersOn(records, answer),
    audit: auditOn(audit, digest.sha256, answer),
    submit,
    submitMany: submitManyOn(service, client, runMany),
    events: eventsOn(events, run),
    notices: noticesOn(notices, run),
    remindAll: (options) => answer(reminders.remind(), options),
    close,
    [Symbol.asyncDispose]: close
  }
}
