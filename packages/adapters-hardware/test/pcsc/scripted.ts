/** A library for PC/SC that a test plays: in the process of the readers it asks the test over a socket what to hear and answer. */
import { createConnection } from "node:net"
import { createInterface } from "node:readline"
import { fromHex, toHex } from "../../src/crypto/bytes.ts"
import type { Bind, Heard } from "../../src/pcsc/host/Binding.ts"

export type FromTest =
  | { readonly event: "reader" | "readerGone" | "cardGone" | "ready"; readonly name: string }
  | { readonly event: "card"; readonly name: string; readonly atr: string }
  | { readonly event: "die" }
  | { readonly id: number; readonly answer: string }
  | { readonly id: number; readonly error: string }

export interface ToTest {
  readonly id: number
  readonly call: "connect" | "transmit" | "disconnect"
  readonly name: string
  readonly command?: string
}

const hear = (heard: Heard, message: Extract<FromTest, { readonly event: string }>): void => {
  if (message.event === "card") heard.card(message.name, fromHex(message.atr))
  else if (message.event === "die") process.abort()
  else if (message.event !== "ready") heard[message.event](message.name)
}

export const bind: Bind = (heard) =>
  new Promise((resolve, reject) => {
    const port = Number(new URL(import.meta.url).searchParams.get("port"))
    const socket = createConnection({ port, host: "127.0.0.1" })
    const waiting = new Map<
      number,
      { readonly yes: (answer: string) => void; readonly no: (cause: Error) => void }
    >()
    let calls = 0
    const call = (asked: Omit<ToTest, "id">): Promise<string> =>
      new Promise((yes, no) => {
        if (socket.closed) return no(new Error("The service has gone (0x8010001e)"))
        const id = ++calls
        waiting.set(id, { yes, no })
        socket.write(`${JSON.stringify({ ...asked, id })}\n`)
      })
    const binding = {
      connect: async (name: string) => void (await call({ call: "connect", name })),
      transmit: async (name: string, command: Uint8Array) =>
        fromHex(await call({ call: "transmit", name, command: toHex(command) })),
      disconnect: async (name: string) => void (await call({ call: "disconnect", name }))
    }
    socket.on("error", reject)
    socket.on("close", () => {
      for (const { no } of waiting.values()) no(new Error("The service has gone (0x8010001e)"))
      heard.failed("The service has gone")
    })
    const lines = createInterface(socket)
    lines.on("error", reject)
    lines.on("line", (line) => {
      const message = JSON.parse(line) as FromTest
      if ("event" in message) {
        hear(heard, message)
        if (message.event === "ready") resolve(binding)
        return
      }
      const asked = waiting.get(message.id)
      waiting.delete(message.id)
      if ("answer" in message) asked?.yes(message.answer)
      else asked?.no(new Error(message.error))
    })
  })
