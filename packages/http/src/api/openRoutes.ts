/**
 * Routes that are open to anybody: the documents of the contract, and how the server is.
 *
 * @module
 */

import type { Scope } from "./groups.ts"

/** By name: where it is, and in which form it answers. */
export const openRoutes = {
  openApi: { path: "/openapi.json", type: "application/json", title: "This document" },
  docs: { path: "/docs", type: "text/html", title: "The same as a page" },
  live: { path: "/livez", type: "application/json", title: "Whether the process is there" },
  ready: {
    path: "/readyz",
    type: "application/json",
    title: "Whether the ledger can be read; 503: it cannot"
  }
} as const

/** What is counted of the service, for who may see it. */
export const metricsRoute = {
  path: "/metrics",
  type: "text/plain",
  scope: "metrics:read" satisfies Scope,
  title: "What was counted, for Prometheus"
} as const
