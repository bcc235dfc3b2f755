/**
 * A swipe reader and a scanner on HID that are not there: plugged in, swiped through and scanned with by whoever holds this. The
 * drivers are the real ones; what they hear is laid out as the makers' manuals say.
 *
 * @module
 */
import type { Bytes } from "../crypto/bytes.ts"
import type { HidBus, HidFound, HidHandle } from "../hid/HidBus.ts"

export type SimulatedDevice = "swipeReader" | "scanner"

const found: Readonly<Record<SimulatedDevice, HidFound>> = {
  swipeReader: { path: "swipeReader", vendorId: 0x0801, productId: 2, usagePage: 0xff00, usage: 1 },
  scanner: { path: "scanner", vendorId: 0x0db5, productId: 0x139, usagePage: 0x8c, usage: 2 }
}

/** How much of a scan is in one report. */
const inReport = 56

interface Listening {
  readonly report: (bytes: Bytes) => void
  readonly gone: () => void
}

export class SimulatedHid {
  readonly #plugged = new Set<SimulatedDevice>()
  readonly #listening = new Map<string, Listening>()

  readonly bus: HidBus = {
    list: async () => [...this.#plugged].map((device) => found[device]),
    open: async (path): Promise<HidHandle> => {
      if (![...this.#plugged].some((device) => device === path)) throw new Error("nothing there")
      return {
        listen: (report, gone) => void this.#listening.set(path, { report, gone }),
        setFeature: async () => undefined,
        getFeature: async (_, length) => new Uint8Array(length),
        close: async () => void this.#listening.delete(path)
      }
    }
  }

  plugIn(device: SimulatedDevice): void {
    this.#plugged.add(device)
  }

  pull(device: SimulatedDevice): void {
    this.#plugged.delete(device)
    this.#listening.get(device)?.gone()
  }

  /** Track 2 as it is on the stripe, with its sentinels. Nobody hears it whose program is not listening yet. */
  swipe(track2: string): void {
    const report = new Uint8Array(337)
    const text = new TextEncoder().encode(track2)
    report[4] = text.length
    report.set(text.slice(0, 110), 117)
    this.#listening.get("swipeReader")?.report(report)
  }

  scan(text: string): void {
    const all = new TextEncoder().encode(text)
    for (let at = 0; at < Math.max(all.length, 1); at += inReport) {
      const part = all.slice(at, at + inReport)
      const report = new Uint8Array(64)
      report.set([2, part.length, ...new TextEncoder().encode("]Q1"), ...part])
      if (at + inReport < all.length) report[63] = 1
      this.#listening.get("scanner")?.report(report)
    }
  }
}
