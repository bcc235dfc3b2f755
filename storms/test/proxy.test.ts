/** The wire of the storms: it carries what it is given, and breaks exactly where it is told to. */
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { describe, expect, it } from "vitest"
import { Proxy } from "../src/proxy.ts"

/** A server that says everything twice. */
const echo = async () => {
  const heard: Array<Buffer> = []
  const gone = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on("close", () => gone.resolve())
    socket.on("data", (chunk) => {
      heard.push(chunk)
      socket.write(Buffer.concat([chunk, chunk]))
    })
    socket.on("error", () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("no port was given")
  return { port: address.port, heard: () => Buffer.concat(heard).toString(), gone: gone.promise, server }
}

const said = (socket: Socket): { readonly text: () => string; readonly ended: Promise<unknown> } => {
  const chunks: Array<Buffer> = []
  socket.on("data", (chunk) => chunks.push(chunk))
  const ended = new Promise((resolve) => {
    socket.on("error", ({ message }) => resolve(message))
    socket.on("close", () => resolve("closed"))
  })
  return { text: () => Buffer.concat(chunks).toString(), ended }
}

describe("a wire", () => {
  it.each([
    ["up", 3, "abc", ""],
    ["up", 0, "", ""],
    ["down", 5, "abcdef", "abcde"],
    ["down", 0, "abcdef", ""]
  ] as const)("cut %s after %i bytes carries these and no more", async (direction, after, server, client) => {
    const end = await echo()
    const wire = await Proxy.to(end.port)
    wire.arm({ direction, after, stays: false })
    const socket = connect(wire.port, "127.0.0.1")
    const heard = said(socket)
    socket.write("abcdef")
    expect(await heard.ended).toMatch(/ECONNRESET|closed/)
    await end.gone
    expect([wire.cuts, end.heard(), heard.text()]).toEqual([1, server, client])
    await wire.close()
    end.server.close()
  })

  it("lets nobody through that stays cut, until it is mended", async () => {
    const end = await echo()
    const wire = await Proxy.to(end.port)
    wire.arm({ direction: "up", after: 0, stays: true })
    const first = connect(wire.port, "127.0.0.1")
    first.write("a")
    await said(first).ended
    expect(await said(connect(wire.port, "127.0.0.1")).ended).toMatch(/ECONNRESET|closed/)
    wire.mend()
    const last = connect(wire.port, "127.0.0.1")
    last.write("b")
    await once(last, "data")
    expect([end.heard(), wire.passed.up]).toEqual(["b", 2])
    last.destroy()
    await wire.close()
    end.server.close()
  })
})
