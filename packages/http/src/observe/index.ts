/**
 * Watching a service: metrics for Prometheus, and traces over OTLP.
 *
 * @module
 */
export { type Exchanged, Meter } from "./Meter.ts"
export { metrics } from "./metrics.ts"
export { traces, type TracesOptions, tracingBy } from "./traces.ts"
export { Tracing } from "./Tracing.ts"
