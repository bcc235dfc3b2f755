/**
 * Routes of holder records: who a member is, apart from the ledger. What they answer is personal, and so has scopes of its own.
 *
 * @module
 */
import { Holder, Ids } from "@tessera/core"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { founding, furtherRoute, listOf, tagged } from "./FurtherRoute.ts"
import { page } from "./questions.ts"

const maybe = Schema.optionalKey
const Instant = Schema.String.annotate({ description: "RFC 3339 in UTC" })
const accounts = Schema.Array(Schema.String)

const { HolderId } = Ids
const ofHolder = Schema.Struct({ id: HolderId })
const reason = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(128))
const ruling = Schema.Struct({ id: HolderId, reason })

const Ruling = Schema.Struct({ at: Instant, by: Schema.String, reason: Schema.String })

/** What is shown of a record to who may read all of it. */
const Kept = Schema.Struct({
  holder: Holder,
  changedAt: Instant,
  legalHold: maybe(Ruling),
  accounts
})

/** What is needed to compare a face, to write to somebody and to sell on. */
const Found = Schema.Struct({
  id: Schema.String,
  name: maybe(Schema.String),
  language: maybe(Schema.String),
  photo: maybe(Schema.String),
  accounts
})

const own = Struct.omit(Holder.fields, ["id"])
const root = "/v1/holders/{id}"

/** By name, in the order in which the reference shows them. */
export const holderRoutes = {
  findHolders: furtherRoute(
    "POST",
    "holders:find",
    "/v1/holder-searches",
    "Who has this telephone number, or this address: at most 20, with name, photo and accounts",
    Schema.Struct({
      phone: maybe(Schema.String.check(Schema.isMaxLength(64))),
      email: maybe(Schema.String.check(Schema.isMaxLength(254)))
    }),
    200,
    listOf(Found)
  ),
  holder: tagged(
    furtherRoute(
      "GET",
      "holders:read",
      root,
      "All that is kept of a holder, and the accounts",
      ofHolder,
      200,
      Kept
    )
  ),
  putHolder: founding(
    tagged(
      furtherRoute(
        "PUT",
        "holders:write",
        root,
        "Keeps a holder, in the place of the version that If-Match names",
        Schema.Struct({ ...ofHolder.fields, ...own }),
        200,
        Schema.Struct({ id: Schema.String })
      )
    )
  ),
  anniversaries: furtherRoute(
    "GET",
    "holders:read",
    "/v1/anniversaries",
    "Who is to be congratulated from one day to another, in the order of the days",
    Schema.Struct({ from: Schema.String, to: Schema.String, ...page }),
    200,
    listOf(
      Schema.Struct({ holder: Holder, occasion: Schema.String, on: Schema.String, years: maybe(Schema.Int) })
    )
  ),
  exportHolder: furtherRoute(
    "GET",
    "holders:export",
    `${root}/export`,
    "Everything that is known of a person: the record, and every operation of the accounts",
    ofHolder,
    200,
    Schema.Struct({ holder: Holder, accounts: Schema.Array(Schema.Record(Schema.String, Schema.Unknown)) })
  ),
  eraseHolder: furtherRoute(
    "POST",
    "holders:erase",
    `${root}/erasures`,
    "Forgets a person for good; the ledger stays as it is",
    ruling,
    200,
    Schema.Struct({ id: Schema.String, erased: Ruling })
  ),
  holdHolder: furtherRoute(
    "POST",
    "holders:erase",
    `${root}/legal-holds`,
    "The record has to be kept, and is not erased meanwhile",
    ruling,
    204,
    undefined
  ),
  releaseHolder: furtherRoute(
    "POST",
    "holders:erase",
    `${root}/legal-holds/endings`,
    "The record need not be kept any more",
    ofHolder,
    204,
    undefined
  )
} as const

export type HolderRouteName = keyof typeof holderRoutes
/** The fields of a route, read. */
export type HolderAsked<Name extends HolderRouteName> = (typeof holderRoutes)[Name]["asks"]["Type"]
