/**
 * What anybody may ask: the documents of the interface, and whether the server is there and ready.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { documentAnswer } from "../answers.ts"
import { openApiText } from "../api/openApiText.ts"
import { openRoutes } from "../api/openRoutes.ts"
import { referencePage } from "../api/referencePage.ts"
import type { Answer, Served } from "../Exchange.ts"
import type { Ground } from "./Ground.ts"

const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

const page = once(referencePage)

const open = (name: keyof typeof openRoutes, handle: Served["handle"]): Served => ({
  name,
  method: "GET",
  path: openRoutes[name].path,
  needs: undefined,
  takes: "nothing",
  isCommand: false,
  handle
})

const pageAnswer = (): Answer => ({
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff"
  },
  body: page()
})

/** The ledger answers: its store can be read. */
const ready = ({ ledger, operations }: Ground): Effect.Effect<Answer> =>
  Effect.match(operations.list({}, { limit: 1 }), {
    onSuccess: () => documentAnswer(JSON.stringify({ status: "ready", network: ledger.network.version })),
    onFailure: () => documentAnswer(JSON.stringify({ status: "unavailable" }), { status: 503 })
  })

/** The open routes. */
export const openRoutesOn = (ground: Ground): ReadonlyArray<Served> => [
  open("openApi", () =>
    Effect.sync(() => documentAnswer(openApiText(), { headers: { "cache-control": "no-cache" } }))
  ),
  open("docs", () => Effect.sync(pageAnswer)),
  open("live", () => Effect.succeed(documentAnswer('{"status":"live"}'))),
  open("ready", () => ready(ground))
]
