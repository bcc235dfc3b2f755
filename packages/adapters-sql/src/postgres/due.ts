/**
 * Finding wallets on which something falls due.
 *
 * @module
 */
import type { DueWallet } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { readDue, type Row } from "../rows.ts"
import type { Session } from "./Session.ts"

/** Wallets that are due up to an instant, soonest first. */
export const due = (
  { readers, statements, tenant }: Session,
  until: number,
  limit: number,
  after: DueWallet | undefined
) =>
  Effect.map(
    readers.unsafe<Row>(statements.due, [
      tenant,
      BigInt(until),
      BigInt(after?.at ?? -1),
      after?.wallet ?? "",
      BigInt(limit)
    ]),
    (rows) => rows.map(readDue)
  )
