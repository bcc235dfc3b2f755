/**
 * Patience with bodies: one that is read whole has to be there in time; one that is read as a stream may last, but not fall silent.
 *
 * @module
 */
import type { IncomingMessage } from "node:http"

/** Milliseconds that are waited. */
export interface Patience {
  /** Until a body that is read whole is there. */
  readonly whole: number
  /** For the next piece of a stream, while nothing of it is there to be read. */
  readonly silence: number
}

/** A body that has not ended. */
interface Coming {
  readonly isStream: boolean
  /** Since when it is waited for. */
  since: number
  /** What its connection had read by then, in bytes. */
  read: number
  readonly tooLate: () => void
}

/** Looks now and then at all bodies that are still to come; a timer for each would cost every request. */
export class Bodies {
  readonly #patience: Patience
  readonly #coming = new Map<IncomingMessage, Coming>()
  #timer: NodeJS.Timeout | undefined

  constructor(patience: Patience) {
    this.#patience = patience
  }

  /** From now on it is waited for; `tooLate` is called once where that is too long. */
  await(request: IncomingMessage, isStream: boolean, tooLate: () => void): void {
    const { bytesRead } = request.socket
    this.#coming.set(request, { isStream, since: performance.now(), read: bytesRead, tooLate })
    const { silence, whole } = this.#patience
    const every = Math.max(10, Math.min(1_000, whole / 4, silence / 4))
    this.#timer ??= setInterval(() => this.#look(), every).unref()
  }

  /** It is there, or nobody waits for it any more. */
  forget(request: IncomingMessage): void {
    this.#coming.delete(request)
  }

  #look(): void {
    const now = performance.now()
    const { silence, whole } = this.#patience
    for (const [request, one] of this.#coming) {
      const { bytesRead } = request.socket
      // What has come and was not taken yet is waited for by the one who sends.
      if (one.isStream && (bytesRead !== one.read || request.readableLength > 0)) {
        one.since = now
        one.read = bytesRead
      }
      if (now - one.since <= (one.isStream ? silence : whole)) continue
      this.#coming.delete(request)
      one.tooLate()
    }
    if (this.#coming.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
