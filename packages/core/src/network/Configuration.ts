/**
 * The configuration of a tenant: its owners, outlets, terminals, operators and programs, read from one JSON document.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { AuthorizationTerms } from "./AuthorizationTerms.ts"
import { numberingFaults } from "../program/Numbering.ts"
import { Program, subWalletOf } from "../program/Program.ts"
import { TenantId } from "../values/Ids.ts"
import { Zone } from "../values/Zone.ts"
import { BackDating, Lock } from "./BookTerms.ts"
import { assetFaults } from "./assetFaults.ts"
import { clearingFaults, ClearingTerms } from "./ClearingTerms.ts"
import { Client, keyFaults } from "./Client.ts"
import { counters } from "./Counter.ts"
import { dormancyFaults } from "./dormancyFaults.ts"
import { doubles, type Fault, unknown } from "./Fault.ts"
import { givingFaults } from "./givingFaults.ts"
import { HolderTerms, holderTermsFaults } from "./HolderTerms.ts"
import { Operator } from "./Operator.ts"
import { Outlet } from "./Outlet.ts"
import { Owner } from "./Owner.ts"
import { presetFaults } from "./presetFaults.ts"
import { Terminal } from "./Terminal.ts"

export type { Fault } from "./Fault.ts"

export const Configuration = Schema.Struct({
  tenant: TenantId,
  /** The zone of outlets that name none, and of operations without an outlet. */
  zone: Zone,
  owners: Schema.Array(Owner),
  outlets: Schema.Array(Outlet),
  terminals: Schema.optionalKey(Schema.Array(Terminal)),
  operators: Schema.optionalKey(Schema.Array(Operator)),
  /** Programs that call over HTTP with a key. Absent: none. */
  clients: Schema.optionalKey(Schema.Array(Client)),
  /** How authorization codes are made. Absent: six digits, ten minutes, three tries. */
  authorizationCodes: Schema.optionalKey(AuthorizationTerms),
  /** What is kept of holders. Absent: the usual fields, phone numbers in international form alone. */
  holders: Schema.optionalKey(HolderTerms),
  /** How owners settle with the issuer. Absent: the issuer collects all and pays all, month by month. */
  clearing: Schema.optionalKey(ClearingTerms),
  /** How far back something may count, for whoever has the right. Absent: nothing counts earlier than it is recorded. */
  backDating: Schema.optionalKey(BackDating),
  /** Up to when the books are closed. Absent: they never were. Changed by `ClosePeriod` alone. */
  books: Schema.optionalKey(Lock),
  programs: Schema.Array(Program).check(Schema.isMinLength(1))
})
export type Configuration = typeof Configuration.Type

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The faults that a schema found, as paths and sentences; the offending value is never repeated. */
export const faultsOf = (issue: SchemaIssue.Issue): ReadonlyArray<Fault> =>
  format(issue).issues.map(({ message, path }) => ({
    path: (path ?? [])
      .map((step) => (typeof step === "object" ? step.key : step))
      .map((step) => (typeof step === "number" ? step : String(step))),
    message
  }))

const programFaults = (
  program: Program,
  index: number,
  owners: ReadonlyArray<string>
): ReadonlyArray<Fault> => {
  const at = ["programs", index] as const
  const ids = program.subWallets.map(({ id }) => id)
  const numbering = program.numbering
  return [
    ...(program.id === counters
      ? [{ path: [...at, "id"], message: `Expected another id: ${counters} is taken` }]
      : []),
    ...(ids.length === 0 && program.points === undefined
      ? [{ path: [...at, "subWallets"], message: "Expected a sub-wallet, or points" }]
      : []),
    ...doubles("subWallets", ids).map((fault) => ({ ...fault, path: [...at, ...fault.path] })),
    ...doubles(
      "offers",
      (program.offers ?? []).map(({ id }) => id)
    ).map((fault) => ({ ...fault, path: [...at, ...fault.path] })),
    ...doubles(
      "limits",
      (program.limits ?? []).map(({ id }) => id)
    ).map((fault) => ({ ...fault, path: [...at, ...fault.path] })),
    ...pointsFaults(program, at, ids),
    ...givingFaults(program, at),
    ...presetFaults(program, at),
    ...dormancyFaults(program, at),
    ...unknown([...at, "issuer"], "an owner", program.issuer, owners),
    ...unknown([...at, "refundSubWallet"], "a sub-wallet", program.refundSubWallet, ids),
    ...(program.offers ?? []).flatMap((offer, n) =>
      unknown([...at, "offers", n, "bonus", "subWallet"], "a sub-wallet", offer.bonus?.subWallet, ids)
    ),
    ...(program.refundAfterExpiry?.kind === "refundSubWallet" && refundless(program)
      ? [
          {
            path: [...at, "refundAfterExpiry"],
            message: "Expected a sub-wallet with funding refund to send the value to"
          }
        ]
      : []),
    ...(numbering === undefined ? [] : numberingFaults(numbering)).map(([field, message]) => ({
      path: [...at, "numbering", field],
      message
    }))
  ]
}

const pointsFaults = (
  { asset, points }: Program,
  at: Fault["path"],
  ids: ReadonlyArray<string>
): ReadonlyArray<Fault> =>
  points === undefined
    ? []
    : [
        ...(points.asset.code === asset.code
          ? [
              {
                path: [...at, "points", "asset", "code"],
                message: `Expected an asset other than ${asset.code}`
              }
            ]
          : []),
        ...(ids.includes(points.subWallet.id)
          ? [
              {
                path: [...at, "points", "subWallet", "id"],
                message: `Expected an id used once; ${points.subWallet.id} is a sub-wallet of money`
              }
            ]
          : []),
        ...unknown(
          [...at, "points", "conversion", "subWallet"],
          "a sub-wallet",
          points.conversion?.subWallet,
          ids
        )
      ]

/** What is wrong with a program by itself, whatever else there is; paths begin in the program. */
export const ownFaults = (program: Program): ReadonlyArray<Fault> =>
  programFaults(program, 0, program.issuer === undefined ? [] : [program.issuer]).map(
    ({ message, path }) => ({ message, path: path.slice(2) })
  )

/** What is wrong with the limits of an owner, outlet, terminal or operator. */
export const limitFaults = ({
  limits
}: {
  readonly limits?: ReadonlyArray<{ readonly id: string }>
}): ReadonlyArray<Fault> =>
  doubles(
    "limits",
    (limits ?? []).map(({ id }) => id)
  )

const refundless = (program: Program): boolean =>
  program.refundSubWallet === undefined
    ? !program.subWallets.some(({ funding }) => funding === "refund")
    : subWalletOf(program, program.refundSubWallet) === undefined

const crossFaults = (configuration: Configuration): ReadonlyArray<Fault> => {
  const owners = configuration.owners.map(({ id }) => id)
  const outlets = configuration.outlets.map(({ id }) => id)
  const versions = configuration.programs.map(({ id, version }) => `${id} version ${version}`)
  return [
    ...doubles("owners", owners),
    ...doubles("outlets", outlets),
    ...doubles(
      "terminals",
      (configuration.terminals ?? []).map(({ id }) => id)
    ),
    ...doubles(
      "operators",
      (configuration.operators ?? []).map(({ id }) => id)
    ),
    ...doubles(
      "clients",
      (configuration.clients ?? []).map(({ id }) => id)
    ),
    ...doubles("programs", versions),
    ...holderTermsFaults(configuration.holders).map(({ message, path }) => ({
      path: ["holders", ...path],
      message
    })),
    ...clearingFaults(
      configuration.clearing ?? {},
      owners,
      configuration.programs.map(({ id }) => id)
    ).map(({ message, path }) => ({ path: ["clearing", ...path], message })),
    ...configuration.outlets.flatMap((outlet, n) =>
      unknown(["outlets", n, "owner"], "an owner", outlet.owner, owners)
    ),
    ...(configuration.terminals ?? []).flatMap((terminal, n) =>
      unknown(["terminals", n, "outlet"], "an outlet", terminal.outlet, outlets)
    ),
    ...(configuration.operators ?? []).flatMap((operator, n) => [
      ...unknown(["operators", n, "outlet"], "an outlet", operator.outlet, outlets),
      ...unknown(["operators", n, "owner"], "an owner", operator.owner, owners)
    ]),
    ...(configuration.clients ?? []).flatMap((client, n) => [
      ...unknown(["clients", n, "outlet"], "an outlet", client.outlet, outlets),
      ...unknown(["clients", n, "owner"], "an owner", client.owner, owners)
    ]),
    ...(["clients", "terminals"] as const).flatMap((holders) =>
      (configuration[holders] ?? []).flatMap((holder, n) =>
        keyFaults(holder).map((fault) => ({ ...fault, path: [holders, n, ...fault.path] }))
      )
    ),
    ...(["owners", "outlets", "terminals", "operators"] as const).flatMap((places) =>
      (configuration[places] ?? []).flatMap((place, n) =>
        limitFaults(place).map((fault) => ({ ...fault, path: [places, n, ...fault.path] }))
      )
    ),
    ...configuration.programs.flatMap((program, n) => [
      ...programFaults(program, n, owners),
      ...assetFaults(program, configuration.programs.slice(0, n)).map(({ message, path }) => ({
        path: ["programs", n, ...path],
        message
      }))
    ])
  ]
}

const decode = Schema.decodeUnknownResult(Configuration, { onExcessProperty: "error", errors: "all" })

/** Reads a configuration document. Fails with every fault found, each with the path of the wrong field. */
export const readConfiguration = (document: unknown): Result.Result<Configuration, ReadonlyArray<Fault>> => {
  const decoded = decode(document)
  if (Result.isFailure(decoded)) return Result.fail(faultsOf(decoded.failure.issue))
  const faults = crossFaults(decoded.success)
  return faults.length === 0 ? Result.succeed(decoded.success) : Result.fail(faults)
}
