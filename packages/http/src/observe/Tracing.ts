/**
 * Tracing: a span for each request and each command of it, below the span of whoever called.
 *
 * @module
 */
import type { StoredValue } from "@tessera/core"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Answer, Asked, Served } from "../Exchange.ts"

/** How requests are traced, where somebody wants them traced. Absent: nothing is done for it. */
export class Tracing extends Context.Service<
  Tracing,
  {
    /** A request with its span. */
    readonly request: (
      asked: Asked,
      served: Served | undefined,
      answer: Effect.Effect<Answer>
    ) => Effect.Effect<Answer>
    /** The ledger, of which each command has a span. */
    readonly onLedger: (ledger: StoredValue["Service"]) => StoredValue["Service"]
  }
>()("@tessera/http/Tracing") {}
