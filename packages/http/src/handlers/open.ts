/**
 * What anybody may ask: the documents of the interface, and whether the server is there and ready.
 *
 * @module
 */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import { documentAnswer } from "../answers.ts"
import type { Problem } from "../api/Problem.ts"
import { openApiText } from "../api/openApiText.ts"
import { openRoutes } from "../api/openRoutes.ts"
import { referenceScript, referenceStyle } from "../api/referenceLook.ts"
import { referencePage } from "../api/referencePage.ts"
import type { Answer, Served } from "../Exchange.ts"
import { failed } from "./commands.ts"
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

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** What the page may load: what stands in it, and nothing that somebody put there. */
const policy = once(() =>
  [
    "default-src 'none'",
    `style-src ${hashOf(referenceStyle)}`,
    `script-src ${hashOf(referenceScript)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; ")
)

const pageAnswer = (): Answer => ({
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy(),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff"
  },
  body: page()
})

/** The ledger answers: its store can be read. */
const ready = ({ ledger, operations }: Ground): Effect.Effect<Answer, Problem> =>
  Effect.mapBoth(operations.list({}, { limit: 1 }), {
    onSuccess: () => documentAnswer(JSON.stringify({ status: "ready", network: ledger.network.version })),
    onFailure: failed
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
