/** Receipt printers by their cases: in memory, and over TCP as on a network; and what a file of the system takes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it, vi } from "vitest"
import { CashDrawer } from "../../src/ports/CashDrawer.ts"
import { PrinterGone } from "../../src/ports/printerFaults.ts"
import { ReceiptPrinter } from "../../src/ports/ReceiptPrinter.ts"
import { devicePrinter, networkPrinter, type PrinterLines, printerOn } from "../../src/printer/index.ts"
import type { ReceiptDocument } from "../../src/receipts/index.ts"
import { VirtualPrinter } from "../../src/simulator/VirtualPrinter.ts"
import { printerCases, PrinterHand } from "../../src/testing/index.ts"

const quick = { answerWithin: 300, printedWithin: 300 }

/** A printer with a drawer, and the hand at both. */
const rigOn = (printer: VirtualPrinter, lines: PrinterLines) => {
  const openings: Array<string> = []
  const told = ({ operator, reason }: { readonly operator: string; readonly reason: string }) =>
    Effect.sync(() => {
      expect(printer.drawer).toBe("closed")
      openings.push(`${operator}: ${reason}`)
    })
  const hand = Layer.succeed(PrinterHand, {
    paper: Effect.sync(() => printer.paper.map(({ text }) => text)),
    takePaper: Effect.sync(() => void (printer.left = 0)),
    putPaper: Effect.sync(() => void (printer.left = 1_000)),
    cover: (to) => Effect.sync(() => void (printer.cover = to)),
    pullPlugAfter: (bytes) => Effect.sync(() => void (printer.powerFor = bytes)),
    plugIn: Effect.sync(() => {
      printer.isPowered = true
      printer.powerFor = Number.POSITIVE_INFINITY
    }),
    closeDrawer: Effect.sync(() => void (printer.drawer = "closed")),
    openings: Effect.sync(() => openings)
  })
  return Layer.merge(printerOn(lines, { ...quick, drawer: { openLine: "high", told } }), hand)
}

/** The same printer on a port of this machine. Without power it lets go of whoever is there, and takes nobody. */
const served = async (printer: VirtualPrinter, run: (port: number) => Promise<void>) => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    if (!printer.isPowered) socket.destroy()
    socket.on("data", (sent: Buffer) => {
      const answers = printer.receive(Uint8Array.from(sent))
      if (!printer.isPowered) socket.destroy()
      else if (answers.length > 0) socket.write(answers)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    await run((server.address() as AddressInfo).port)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

describe("a printer in memory", () => {
  it.each(printerCases)("$name", ({ run }) => {
    const printer = new VirtualPrinter()
    return Effect.runPromise(Effect.provide(run, rigOn(printer, printer.lines)))
  })
})

describe("a printer on the network", () => {
  it.each(printerCases)("$name", ({ run }) => {
    const printer = new VirtualPrinter()
    return served(printer, (port) =>
      Effect.runPromise(Effect.provide(run, rigOn(printer, networkPrinter({ host: "127.0.0.1", port }))))
    )
  })
})

const receipt: ReceiptDocument = {
  copyMark: "COPY",
  parts: [
    ...Array.from({ length: 9 }, (_, n) => ({ kind: "pair", left: `Tea ${n}`, right: "2.50" }) as const),
    { kind: "cut" }
  ]
}
const print = (lines: PrinterLines, options = quick) =>
  Effect.runPromise(
    Effect.flatMap(ReceiptPrinter, (printer) => Effect.result(printer.print(receipt, { number: "1" }))).pipe(
      Effect.provide(printerOn(lines, options))
    )
  )

describe("a printer", () => {
  it("whose paper ends in the middle has printed nobody knows what", async () => {
    const printer = new VirtualPrinter()
    printer.left = 4
    expect(await print(printer.lines)).toMatchObject({
      failure: { _tag: "PartialPrint", number: "1", why: "paperOut" }
    })
    expect(printer.paper.length).toBe(4)
  })

  it("that never answers takes the job, and that is all that is said", async () => {
    const printer = new VirtualPrinter()
    printer.isTalking = false
    expect(await print(printer.lines, { answerWithin: 20, printedWithin: 20 })).toMatchObject({
      success: { _tag: "HandedOver", isCopy: false }
    })
    expect(printer.text).toContain("Tea 8")
  })

  it("whose drawer nobody could be told of keeps it closed", async () => {
    const printer = new VirtualPrinter()
    const told = () => Effect.fail(new PrinterGone({ printer: "the shop's book", detail: "full" }))
    const opened = Effect.flatMap(CashDrawer, ({ open }) =>
      Effect.result(open({ operator: "mira", reason: "change" }))
    )
    const ended = Effect.provide(opened, printerOn(printer.lines, { ...quick, drawer: { told } }))
    expect(await Effect.runPromise(ended)).toMatchObject({ failure: { _tag: "PrinterGone" } })
    expect(printer.drawer).toBe("closed")
  })

  it("whose package is missing says what to install, and nothing else fails", async () => {
    vi.doMock("receiptline", () => {
      throw new Error("not installed")
    })
    try {
      const layer = Effect.scoped(Layer.build(printerOn(new VirtualPrinter().lines)))
      expect(await Effect.runPromise(Effect.result(layer))).toMatchObject({
        failure: { _tag: "DriverUnavailable", driver: "receiptline", install: "npm install receiptline" }
      })
    } finally {
      vi.doUnmock("receiptline")
    }
    expect(await print(new VirtualPrinter().lines)).toMatchObject({ success: { _tag: "Printed" } })
  })

  it("that is not there is gone, and nothing was printed", async () => {
    let port = 0
    await served(new VirtualPrinter(), async (used) => void (port = used))
    expect(await print(networkPrinter({ host: "127.0.0.1", port }))).toMatchObject({
      failure: { _tag: "PrinterGone", printer: `127.0.0.1:${port}` }
    })
    expect(await print(devicePrinter("/dev/no-such-printer"))).toMatchObject({
      failure: { _tag: "PrinterGone" }
    })
  })

  it("behind a file gets the same bytes, one job after the other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "printer-"))
    const path = join(folder, "lp0")
    writeFileSync(path, "")
    try {
      expect(await print(devicePrinter(path))).toMatchObject({ success: { _tag: "HandedOver" } })
      await print(devicePrinter(path))
      const printer = new VirtualPrinter()
      printer.receive(Uint8Array.from(readFileSync(path)))
      expect(printer.text.match(/Tea 8/g)?.length).toBe(2)
      expect(printer.cuts).toBe(2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
