/**
 * HID devices through node-hid.
 *
 * @module
 */
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import type { EventEmitter } from "node:events"
import * as Effect from "effect/Effect"
import { installLine } from "../native/installLine.ts"
import { DriverUnavailable } from "../ports/faults.ts"
import type { HidBus, HidFound, HidHandle } from "./HidBus.ts"

interface NativeDevice extends EventEmitter {
  readonly sendFeatureReport: (data: Buffer) => Promise<number>
  readonly getFeatureReport: (id: number, length: number) => Promise<Buffer>
  readonly close: () => Promise<void>
}

interface NodeHid {
  readonly devicesAsync: () => Promise<ReadonlyArray<Omit<HidFound, "path"> & { readonly path?: string }>>
  readonly HIDAsync: { readonly open: (path: string) => Promise<NativeDevice> }
}

const handleOn = (device: NativeDevice): HidHandle => {
  let isClosed = false
  const close = async (): Promise<void> => {
    if (isClosed) return
    isClosed = true
    await device.close().catch(() => undefined)
  }
  return {
    listen: (report, gone) => {
      device.on("data", (bytes: Buffer) => report(Uint8Array.from(bytes)))
      // What it says is a text and no error; after it the handle is dead.
      device.on("error", () => void close().then(gone))
    },
    setFeature: async (report) => void (await device.sendFeatureReport(Buffer.from(report))),
    getFeature: async (id, length) => Uint8Array.from(await device.getFeatureReport(id, length)),
    close
  }
}

/** `from`: the file that node-hid is looked for from, as `import` does it. Absent: this package's own. */
export const nodeHid = (from: string | URL = import.meta.url): Effect.Effect<HidBus, DriverUnavailable> =>
  Effect.map(
    Effect.tryPromise({
      try: async () => {
        const file = createRequire(from).resolve("node-hid")
        const loaded = (await import(pathToFileURL(file).href)) as NodeHid & { readonly default?: NodeHid }
        return loaded.default ?? loaded
      },
      catch: () => new DriverUnavailable({ driver: "node-hid", install: installLine("node-hid") })
    }),
    (native): HidBus => ({
      list: async () =>
        (await native.devicesAsync()).flatMap(({ path, ...rest }) => (path ? [{ ...rest, path }] : [])),
      open: async (path) => handleOn(await native.HIDAsync.open(path))
    })
  )
