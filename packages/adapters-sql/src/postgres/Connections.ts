/**
 * Connections: one for each shard and one for questions, on which a transaction is sent in one packet or two.
 *
 * @module
 */
import type * as PgClient from "@effect/sql-pg/PgClient"
import * as PgConnection from "@effect/sql-pg/PgConnection"
import * as PgTypes from "@effect/sql-pg/PgTypes"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import type { Row } from "../rows.ts"
import type { Columns } from "./columns.ts"
import { endpointOf, wireTo } from "./wire.ts"

/** Where the server is, and how many connections are made for reports. */
export interface Server {
  /** `postgres://user:password@host:port/database` */
  readonly url: Redacted.Redacted
  readonly ssl?: PgClient.PgClientConfig["ssl"]
  /** Absent: 4. */
  readonly readers?: number
  /**
   * Whether statements stay prepared on a connection. Absent: true, until a session does not know one. Say false behind a pooler
   * in transaction mode that does not know prepared statements (PgBouncer before 1.21).
   */
  readonly prepare?: boolean
}

type Parameter = PgTypes.Parameter | string | number | bigint | boolean | null

/** As much as the server gives in one value, 1 GB: a page of the journal comes as one text, however large its operations are. */
export const maxMessageSize = 2 ** 30

const oids = {
  text: PgTypes.OID.text,
  bigint: PgTypes.OID.int8,
  integer: PgTypes.OID.int4,
  boolean: PgTypes.OID.bool,
  json: PgTypes.OID.text
} as const

/** An array parameter. */
export const array = (
  values: ReadonlyArray<string | number | bigint | boolean | null>,
  type: keyof typeof oids = "text"
): Parameter => Result.getOrThrow(PgTypes.array(values, oids[type]))

const inColumn = (value: unknown, type: Columns[number][1]): string | number | bigint | boolean | null => {
  if (value === null) return null
  if (type === "bigint") return BigInt(value as number | bigint)
  if (type === "boolean") return value === 1
  return value as string | number
}

/** Rows as one array for each of their columns. */
export const inColumns = (
  columns: Columns,
  rows: ReadonlyArray<ReadonlyArray<unknown>>
): ReadonlyArray<Parameter> =>
  columns.map(([, type], n) =>
    array(
      rows.map((row) => inColumn(row[n], type)),
      type
    )
  )

/** Whole numbers, which the driver gives as bigint, are plain numbers in the core: none is beyond 2^53. */
export const plain = (row: Row): Row => {
  const plainRow: Record<string, unknown> = {}
  for (const name in row) {
    const value = row[name]
    plainRow[name] = typeof value === "bigint" ? Number(value) : value
  }
  return plainRow
}

/** A statement and its parameters. */
export interface Asked {
  readonly text: string
  readonly parameters: ReadonlyArray<Parameter>
}

export const ask = (text: string, ...parameters: ReadonlyArray<Parameter>): Asked => ({ text, parameters })

/** The code of the warning that comes with a commit for which no standby was waited for after all. */
const unreplicated = "01000"

/** What the server said to a statement. */
export interface Answered {
  readonly rows: ReadonlyArray<Row>
  readonly command: string
}

/** The code of a name under which the session has prepared nothing: a pooler has given us another one. */
const unprepared = "26000"

/** Whether a statement was not carried out because the session does not know it; what is sent from then on says all of it. */
export const isForgotten = (error: unknown): boolean => {
  const cause = isSqlError(error) ? error.reason.cause : undefined
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === unprepared
}

/** Milliseconds that go on evenly, whatever becomes of the clock on the wall: one that is set back must not make anybody wait. */
export const tick: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, (nanos) =>
  Number(nanos / 1_000_000n)
)

/** A connection of its own, opened when it is first needed and again after it was lost. */
export class Connection {
  private open:
    | { readonly connection: PgConnection.PgConnection; readonly scope: Scope.Closeable }
    | undefined
  private readonly config: PgConnection.Config
  private prepare: boolean
  private sentAt: Array<number> = []
  private transactions = 0
  private planAnewAt = 1
  /** When the last answer came, by `tick`. */
  heardAt = Number.NEGATIVE_INFINITY
  /** How many commits came with that warning: somebody stopped the waiting. */
  unreplicated = 0

  constructor({ prepare = true, ssl, url }: Server, hearsWarnings: boolean) {
    const common = { multiplex: true, maxMessageSize, applicationName: "tessera" } as const
    this.prepare = prepare
    if (hearsWarnings) {
      const { endpoint, url: plainUrl } = endpointOf(Redacted.value(url), ssl)
      const stream = () =>
        wireTo(endpoint, (code) => {
          if (code === unreplicated) this.unreplicated += 1
        })
      this.config = { ...common, url: Redacted.make(plainUrl), ssl: false, stream }
    } else this.config = { ...common, url, ssl }
  }

  private readonly connected: Effect.Effect<PgConnection.PgConnection, SqlError> = Effect.suspend(() => {
    if (this.open !== undefined) return Effect.succeed(this.open.connection)
    const scope = Scope.makeUnsafe()
    return PgConnection.make(this.config).pipe(
      Scope.provide(scope),
      Effect.tap((connection) =>
        Effect.sync(() => {
          this.open = { connection, scope }
        })
      )
    )
  })

  /**
   * Begins a transaction. Whenever four times as many were begun, the server first forgets how it planned the statements:
   * on a young table every index that leads with the tenant looks equally good to it, and it would keep to a bad one.
   */
  begin(text: string): ReadonlyArray<Asked> {
    this.transactions += 1
    if (this.transactions < this.planAnewAt) return [ask(text)]
    this.planAnewAt *= 4
    return [ask("discard plans"), ask(text)]
  }

  /**
   * What begins and ends a transaction never stays prepared. A pooler that does not know prepared statements may give us another
   * session, to which a name says nothing: and where the beginning fails, what comes behind it is no transaction.
   */
  private isPrepared(parameters: Asked["parameters"]): boolean {
    return this.prepare && parameters.length > 0
  }

  /**
   * Sends statements in one packet; the server takes them in this order, each seeing what the one before it did. There is
   * an answer for each, or why there is none.
   */
  readonly sendAll = (
    statements: ReadonlyArray<Asked>
  ): Effect.Effect<ReadonlyArray<Result.Result<Answered, SqlError>>, SqlError> =>
    Effect.flatMap(Effect.zip(this.connected, tick), ([connection, now]) => {
      this.sentAt.push(now)
      return Effect.forEach(
        statements,
        ({ parameters, text }) =>
          Effect.result(connection.query(text, parameters, this.isPrepared(parameters))),
        { concurrency: "unbounded" }
      )
    }).pipe(
      Effect.tap((answers) =>
        Effect.map(tick, (now) => {
          this.heardAt = now
          if (answers.some((answer) => Result.isFailure(answer) && isForgotten(answer.failure)))
            this.prepare = false
        })
      ),
      Effect.onExit(() =>
        Effect.sync(() => {
          this.sentAt.shift()
        })
      )
    )

  /** The same, where nothing is of use unless all of it is answered. */
  readonly send = (statements: ReadonlyArray<Asked>): Effect.Effect<ReadonlyArray<Answered>, SqlError> =>
    Effect.flatMap(this.sendAll(statements), (answers) => Effect.fromResult(Result.all(answers)))

  get isOpen(): boolean {
    return this.open !== undefined
  }

  /** Hangs up if an answer has been waited for since before an instant: what was asked fails then as a lost connection. */
  readonly closeIfWaitingSince = (instant: number): Effect.Effect<void> =>
    Effect.suspend(() => ((this.sentAt[0] ?? instant) < instant ? this.close : Effect.void))

  /** Hangs up. What was under way on the server is rolled back there, unless it was committed. */
  readonly close: Effect.Effect<void> = Effect.suspend(() => {
    const { open } = this
    this.open = undefined
    this.heardAt = Number.NEGATIVE_INFINITY
    return open === undefined ? Effect.void : Scope.close(open.scope, Exit.void)
  })
}
