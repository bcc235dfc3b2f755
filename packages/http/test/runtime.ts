/** The service as Deno or Bun serves it: says where it listens, and closes when it is told to. */
import { openHttp } from "../src/index.ts"
import { options } from "./shop.ts"

type Handler = (request: Request) => Promise<Response>

/** What of the two is used here. */
interface Runtimes {
  readonly Deno?: {
    readonly serve: (
      how: {
        readonly port: number
        readonly hostname: string
        readonly onListen: (at: { port: number }) => void
      },
      handler: Handler
    ) => { readonly shutdown: () => Promise<void> }
  }
  readonly Bun?: {
    readonly serve: (how: { readonly port: number; readonly hostname: string; readonly fetch: Handler }) => {
      readonly port: number
      readonly stop: () => Promise<void>
    }
  }
}

const { Bun, Deno } = globalThis as Runtimes
const hostname = "127.0.0.1"
const service = await openHttp(options())

const say = (port: number): void => console.log(`http://${hostname}:${port}`)

const begun = (): (() => Promise<void>) => {
  if (Deno !== undefined) {
    const server = Deno.serve({ port: 0, hostname, onListen: ({ port }) => say(port) }, service.web())
    return () => server.shutdown()
  }
  if (Bun === undefined) throw new Error("Expected Deno or Bun")
  const server = Bun.serve({ port: 0, hostname, fetch: service.web() })
  say(server.port)
  return () => server.stop()
}

const stop = begun()
process.once("SIGTERM", () => {
  void service
    .close()
    .then(stop)
    .then(() => process.exit(0))
})
