/**
 * What was counted, for who may see it: the page that Prometheus scrapes.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { metricsRoute } from "../api/openRoutes.ts"
import type { Served } from "../Exchange.ts"
import type { Meter } from "./Meter.ts"

export const metricsOn = (meter: Meter["Service"]): Served => ({
  name: "metrics",
  method: "GET",
  path: metricsRoute.path,
  needs: [metricsRoute.scope],
  takes: "nothing",
  isCommand: false,
  handle: () =>
    Effect.sync(() => ({
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
      body: meter.text()
    }))
})
