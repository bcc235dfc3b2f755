/**
 * The sandbox of a server for tests: magic cards, a time that is put forward, faults, and a ledger that begins anew.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Access } from "../Access.ts"
import { problem } from "../api/Problem.ts"
import { OutsideClock } from "../outsideTime.ts"
import type { Faults } from "./Faults.ts"
import type { TestTime } from "./TestTime.ts"

/** How a sandbox is opened. */
export interface SandboxOptions {
  /**
   * Takes away what the store keeps, while it is closed; a store in memory has nothing to take away: `() => undefined`.
   * Absent: the ledger cannot be reset.
   */
  readonly clear?: () => void | Promise<void>
}

interface Shape {
  readonly time: TestTime
  readonly faults: Faults
  /** Closes the ledger and opens an empty one; nothing where it cannot be reset. */
  readonly reset: Effect.Effect<void> | undefined
}

export class Sandbox extends Context.Service<Sandbox, Shape>()("@tessera/http/Sandbox") {
  /** With the time that everybody reads. */
  static readonly layer = (sandbox: Shape): Layer.Layer<Sandbox> =>
    Layer.mergeAll(
      Layer.succeed(this, this.of(sandbox)),
      Layer.succeed(Clock.Clock, sandbox.time.clock),
      Layer.succeed(OutsideClock, sandbox.time.outside)
    )
}

/** Access to a sandbox. Throws where it is for live callers; of access that does not say so, each live caller is refused. */
export const notLive = (access: Access["Service"]): Access["Service"] => {
  if (access.mode === "live") throw new TypeError("sandbox: Expected access in test mode")
  return {
    ...access,
    admit: (call) =>
      Effect.flatMap(access.admit(call), (admitted) =>
        admitted.caller.mode === "test" ? Effect.succeed(admitted) : Effect.fail(problem("forbidden"))
      )
  }
}
