/**
 * Tessera, the whole public way: a command is read, submitted, decided, committed and answered with its receipt.
 *
 * @module
 */
import { Ids, type Outcome, readCommand, readQuery, StoredValue, verify } from "@tessera/core"
import { NodeDigest, NodeOperationIds } from "@tessera/core/node"
import { type KeyVault, Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { cardNumber, configuration, firstLoad, outlets, vault } from "../shop.ts"
import type { Step } from "../workload.ts"
import type { Contestant, Ended } from "./Contestant.ts"

const instant = (at: number): string => new Date(at).toISOString()

/** A step as a till sends it. */
const sent = ({ amount, card, expiresAt, key, original, outlet, verb }: Step): object => {
  const head = { type: verb, key, outlet }
  switch (verb) {
    case "Balance":
      return { type: verb, card, context: { outlet } }
    case "Load":
      return { ...head, card, amount, currency: "CNY", subWallet: "topup", tender: { kind: "cash" } }
    case "Redeem":
      return { ...head, card, amount, currency: "CNY" }
    case "Hold":
      return { ...head, card, amount, currency: "CNY", expiresAt: instant(expiresAt ?? 0) }
    case "Capture":
      return { ...head, holdKey: original, amount, currency: "CNY" }
    case "Refund":
      return { ...head, originalKey: original }
    case "Reverse":
      return { ...head, originalKey: original, reason: "customerCancel" }
  }
}

const commandOf = (step: Step) => Result.getOrThrow(readCommand(sent(step)))

const endedAs = ({ outcome }: Outcome): Ended => {
  if (outcome === "approved" || outcome === "declined") return outcome
  throw new Error(`a command ended ${outcome}`)
}

export interface TesseraOptions {
  readonly name: string
  readonly store: Layer.Layer<Store, unknown, KeyVault>
  /** How many commands are committed at once. Absent: what the service does by itself. */
  readonly batch?: number
}

/** The service, and how cards come into its ledger. */
export interface Tessera extends Contestant {
  readonly performMany: NonNullable<Contestant["performMany"]>
  /** Issues cards from a number to below another, each with value on it. */
  readonly issue: (from: number, until: number, at: number) => Promise<void>
  /** Walks the whole journal and fails when anything in it is not as it should be. */
  readonly verify: () => Promise<void>
}

/** The service on a store. */
export const tessera = async ({ batch, name, store }: TesseraOptions): Promise<Tessera> => {
  const below = Layer.mergeAll(NodeDigest.layer, NodeOperationIds.layer, vault)
  const layer = StoredValue.layer(configuration, batch === undefined ? {} : { batch }).pipe(
    Layer.provideMerge(store),
    Layer.provideMerge(below),
    Layer.fresh
  )
  const scope = Scope.makeUnsafe()
  const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  const run = Effect.runPromiseWith(context)
  const service = await run(StoredValue)
  const ask = (step: Step) =>
    Effect.map(service.balance(balanceOf(step), step.at), (found): Ended => {
      if ("_tag" in found) throw new Error(`a balance was declined: ${found._tag}`)
      return "answered"
    })
  return {
    name,
    perform: (step) =>
      run(
        step.verb === "Balance"
          ? ask(step)
          : Effect.map(service.submit(Ids.ClientId.make(step.client), commandOf(step), step.at), endedAs)
      ),
    performMany: (steps) =>
      run(
        Effect.map(
          service.submitMany(
            steps.map((step) => ({
              client: Ids.ClientId.make(step.client),
              command: commandOf(step),
              receivedAt: step.at
            }))
          ),
          (all) => all.map((ended) => endedAs(Result.getOrThrow(ended)))
        )
      ),
    issue: (from, until, at) =>
      run(
        Effect.asVoid(
          Effect.map(
            service.submitMany(
              Array.from({ length: until - from }, (_, n) => ({
                client: Ids.ClientId.make("issuing"),
                command: issueOf(from + n),
                receivedAt: at
              }))
            ),
            (all) => all.map((ended) => endedAs(Result.getOrThrow(ended)))
          )
        )
      ),
    verify: async () => {
      const { bad } = await run(Effect.flatMap(Store, verify))
      if (bad !== undefined) throw new Error(`the ledger does not verify: ${JSON.stringify(bad)}`)
    },
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

/** Opens accounts with value on their cards. */
const issueOf = (n: number) =>
  Result.getOrThrow(
    readCommand({
      type: "Issue",
      key: `issue-${String(n).padStart(9, "0")}`,
      program: "member",
      card: cardNumber(n),
      outlet: outlets[0],
      amount: firstLoad,
      currency: "CNY",
      tender: { kind: "cash" }
    })
  )

const balanceOf = (step: Step) => {
  const query = Result.getOrThrow(readQuery(sent(step)))
  if (query.type !== "Balance") throw new Error("not a balance")
  return query
}
