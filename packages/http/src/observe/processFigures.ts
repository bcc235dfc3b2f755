/**
 * Figures of the process, under the names that dashboards for Node.js look for.
 *
 * @module
 */
import { performance } from "node:perf_hooks"
import type { Series } from "./Series.ts"

/** Puts them among the series; each is looked up when somebody asks. */
export const processFigures = (series: Series): void => {
  const cpu = (of: "user" | "system") => () => process.cpuUsage()[of] / 1e6
  series.total("process_cpu_user_seconds_total", "Processor seconds of the program itself.", cpu("user"))
  series.total("process_cpu_system_seconds_total", "Processor seconds of the system for it.", cpu("system"))
  series.shown("process_resident_memory_bytes", "Memory that the process holds.", () =>
    process.memoryUsage.rss()
  )
  series.shown(
    "process_start_time_seconds",
    "When the process was started, since 1970.",
    () => performance.timeOrigin / 1_000
  )
  series.shown(
    "nodejs_heap_size_used_bytes",
    "Memory of objects that are in use, or not collected yet.",
    () => process.memoryUsage().heapUsed
  )
  const before = { at: performance.eventLoopUtilization() }
  series.shown(
    "nodejs_eventloop_utilization",
    "Part of the time since it was last asked in which the event loop was busy, 0 to 1.",
    () => {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before.at)
      before.at = now
      return utilization
    }
  )
}
