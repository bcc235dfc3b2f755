/**
 * One of the servers that are compared, in a process of its own: `server.ts bare|fastify|tessera [url of PostgreSQL]`.
 *
 * @module
 */
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("effect/schema/SchemaJITCompiler/enable")
const { serve } = await import("./servers.ts")

const [kind = "", url] = process.argv.slice(2)
const { port } = await serve(kind, url)
const usage = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1e6
}
process.on("message", () => process.send?.({ cpu: usage() }))
process.on("disconnect", () => process.exit())
process.send?.({ port })
