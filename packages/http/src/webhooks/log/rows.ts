/**
 * Posts as rows of a table, the same in a file and in a database.
 *
 * @module
 */
import { idAt, type Kept, type LogQuery, afterAll, type Tried } from "./DeliveryLog.ts"

/** What a table is made with; its columns are of kinds that every database has. */
export const statements = [
  `create table if not exists webhook_post (
    id text primary key, endpoint text not null, event text not null, kind text not null, posted_at bigint not null,
    milliseconds bigint not null, delivered bigint not null, status bigint not null, reason text not null)`,
  "create index if not exists webhook_post_endpoint on webhook_post (endpoint, id)",
  "create index if not exists webhook_post_at on webhook_post (posted_at)"
] as const

export interface Row {
  readonly id: string
  readonly endpoint: string
  readonly event: string
  readonly kind: string
  readonly posted_at: number | bigint | string
  readonly milliseconds: number | bigint | string
  readonly delivered: number | bigint | string
  /** 0: nothing was answered. */
  readonly status: number | bigint | string
  readonly reason: string
}

/** The columns of a post, in the order of the table. */
export const columnsOf = ({
  at,
  endpoint,
  event,
  isDelivered,
  kind,
  milliseconds,
  reason = "",
  status = 0
}: Tried) =>
  [
    idAt(at),
    endpoint,
    event,
    kind,
    BigInt(at),
    BigInt(Math.round(milliseconds)),
    isDelivered ? 1n : 0n,
    BigInt(status),
    reason
  ] as const

export const keptIn = (row: Row): Kept => ({
  id: row.id,
  endpoint: row.endpoint,
  event: row.event,
  kind: row.kind,
  at: Number(row.posted_at),
  milliseconds: Number(row.milliseconds),
  isDelivered: Number(row.delivered) === 1,
  ...(Number(row.status) > 0 && { status: Number(row.status) }),
  ...(row.reason !== "" && { reason: row.reason })
})

/** What is looked for, each of it said: an empty event is any, and so is what is neither delivered nor not. */
export const lookedFor = ({ before = afterAll, endpoint, event = "", isDelivered, limit }: LogQuery) => ({
  endpoint,
  before,
  event,
  least: isDelivered === true ? 1n : 0n,
  most: isDelivered === false ? 0n : 1n,
  limit: BigInt(limit)
})
