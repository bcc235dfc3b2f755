/**
 * Metrics of a service for Prometheus: requests, how commands end, commits, what waits, and the process.
 *
 * @module
 */
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import { meteredLedger, meteredStore } from "./metered.ts"
import { Meter } from "./Meter.ts"
import { processFigures } from "./processFigures.ts"
import { Series } from "./Series.ts"

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE"])

/** Seconds, from what a cache answers to what a caller gives up on. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Commands of one commit. */
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/**
 * A meter for one service: `openHttp({ …, metrics: metrics() })`. What it counts is `GET /metrics` for who has the scope
 * `metrics:read`, and `text()` for a port of its own.
 */
export const metrics = (): Meter["Service"] => {
  const series = new Series()
  const requests = series.counter("tessera_http_requests_total", "Requests answered, by route and status.")
  const durations = series.histogram(
    "tessera_http_request_duration_seconds",
    "Seconds until the answer to a request was there.",
    seconds
  )
  const underWay = series.level("tessera_http_requests_under_way", "Requests that are not answered yet.")
  const connections = series.level(
    "tessera_http_connections",
    "Open connections to the server of the service."
  )
  const commands = series.counter(
    "tessera_commands_total",
    "Commands that ended, by verb and outcome; of a decline, the reason."
  )
  const batches = series.histogram("tessera_commit_commands", "Commands in one commit.", sizes)
  const commits = series.histogram(
    "tessera_commit_duration_seconds",
    "Seconds of a commit, by what became of it.",
    seconds
  )
  const unanswered = series.level("tessera_commands_under_way", "Commands that have not ended yet.")
  const inCommits = series.level("tessera_commands_in_commits", "Commands of the commits that are under way.")
  series.shown("tessera_commands_waiting", "Commands that wait for a commit.", () =>
    Math.max(0, unanswered.now() - inCommits.now())
  )
  processFigures(series)

  return Meter.of({
    onLedger: (ledger) => meteredLedger(ledger, { commands, unanswered }),
    onStore: (store) => meteredStore(store, { batches, commits, inCommits }),
    exchanged: ({ method, milliseconds, served, status }) => {
      const labels = { route: served?.path ?? "", method: methods.has(method) ? method : "other" }
      requests.add(1, { ...labels, status: String(status) })
      durations.add(milliseconds / 1_000, { ...labels, class: `${Math.floor(status / 100)}xx` })
    },
    underWay: underWay.change,
    connected: connections.change,
    text: () => PrometheusMetrics.formatUnsafe(series.context)
  })
}
