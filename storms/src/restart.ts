/**
 * Starting a server again after it was killed, as whoever looks after it would.
 *
 * @module
 */
import type { TemporaryPostgres } from "@tessera/adapters-sql/testing"
import { setTimeout as wait } from "node:timers/promises"

/** A child of the killed server that is not quite gone yet holds its memory, and keeps the new one from starting. */
const isStillInUse = (cause: unknown): boolean =>
  cause instanceof Error && cause.message.includes("still in use")

/** Starts it until it is up. */
export const restart = async (server: TemporaryPostgres): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await server.start()
      return
    } catch (cause) {
      if (!isStillInUse(cause) || tries === 50) throw cause
      await wait(50)
    }
  }
}
