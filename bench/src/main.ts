/**
 * Where `npm run bench` begins: the chosen sections one after the other, then the figures.
 *
 *   npm run bench                            everything but the day, its closing and the audit
 *   npm run bench -- postgres hot            some sections
 *   npm run bench -- day --cards=10000000    a vendor's whole day
 *   npm run bench:clearing                   a day of 500,000 operations is closed; a shorter one: -- --operations=50000
 *   npm run bench:audit                      a journal of 500,000 operations is verified; fewer: -- --operations=220000
 *   npm run bench:http                       redemptions over HTTP beside bare node:http and Fastify
 *   --seconds=2 --rounds=3 --callers=1,8,64,512 --release=15
 *
 * @module
 */
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("effect/schema/SchemaJITCompiler/enable")
const { bench } = await import("./bench.ts")
process.exitCode = await bench(process.argv.slice(2))
