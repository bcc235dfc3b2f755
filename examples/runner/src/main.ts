/**
 * Where `npm start` begins: compiled code is kept for the next start, then the program itself is loaded.
 *
 * @module
 */
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("effect/schema/SchemaJITCompiler/enable")
const { start } = await import("./start.ts")
process.exitCode = await start(process.argv.slice(2))
