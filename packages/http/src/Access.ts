/**
 * Access: who may call. One call, as it came over the wire, is a caller or a problem; nothing was done before that.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Problem } from "./api/Problem.ts"
import type { Caller } from "./Caller.ts"

/** A request as it was received, whole: what a signature is over. */
export interface Call {
  /** In capitals. */
  readonly method: string
  /** Path and query as they were sent, from the mount's own root on: `/v1/redemptions?…`. */
  readonly path: string
  /** The authority that was asked: the `Host` header. */
  readonly host: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** Empty where lines are sent as a stream: they are read only once it is known who sends them. */
  readonly body: Uint8Array
  /** The address that it came from, as far as the server is told. */
  readonly source: string | undefined
  /** The route that was matched, as the route table names it: `redeem`. What limits differ by. */
  readonly route: string
  /** What the route needs the caller to be allowed, of which one suffices. Empty: whoever has shown who they are. */
  readonly needs: ReadonlyArray<string>
}

/** A call that may go on. */
export interface Admitted {
  readonly caller: Caller
  /** Headers of whatever is answered to it: what is left of a limit. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Who it is by now: for what is answered for hours, such as lines that come one by one. Fails for who is let in no more, and
   * counts in no limit. Absent: who was let in stays so.
   */
  readonly again?: Effect.Effect<Caller, Problem>
  /**
   * Counts a look-up that is one of many in this request, by its route and by the card or account that it names. Fails with the limit that
   * it exceeds. Absent: nothing is counted by those.
   */
  readonly counts?: (route: string, card: string | undefined) => Effect.Effect<void, Problem>
}

export class Access extends Context.Service<
  Access,
  {
    /** Whose keys are taken: with those of live callers no sandbox is opened. Absent: it is not said; each caller says. */
    readonly mode?: Caller["mode"]
    /**
     * Who calls, or why they may not. Whether the caller has one of the scopes that are needed is looked at afterwards, so an
     * implementation may leave it alone. Fails with a problem, and never says more than the caller may know.
     */
    readonly admit: (call: Call) => Effect.Effect<Admitted, Problem>
  }
>()("@tessera/http/Access") {}
