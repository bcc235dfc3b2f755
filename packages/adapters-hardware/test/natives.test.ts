/** Every entry of the package is imported where no native package is and none may be loaded; the office verifies there. */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { text } from "node:stream/consumers"
import { expect, it } from "vitest"
import { toHex } from "../src/crypto/bytes.ts"
import { commit } from "../src/purse/Intent.ts"
import { runScript } from "../src/apdu/Script.ts"
import { Field } from "../src/simulator/Field.ts"
import { chanceOf, loadOf, makeCard, preparedLoad, purseOf } from "./purse/shop.ts"

const { exports: entries, peerDependenciesMeta } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8")
) as { readonly exports: object; readonly peerDependenciesMeta: object }

const program = `
import { registerHooks } from "node:module"
const [entries, optional, said] = JSON.parse(process.argv[1])
registerHooks({
  resolve(name, context, next) {
    if (optional.some((one) => name === one || name.startsWith(one + "/"))) throw new Error("asked for " + name)
    return next(name, context)
  }
})
process.dlopen = (_, file) => {
  throw new Error("loads " + file)
}
const loaded = []
for (const entry of entries) {
  await import("@tessera/adapters-hardware" + entry.slice(1))
  loaded.push(entry)
}
const { verifyTransaction } = await import("@tessera/adapters-hardware/office")
const { officeKeys } = await import("@tessera/adapters-hardware/purse")
const hex = (of) => Uint8Array.from(Buffer.from(of, "hex"))
const group = { group: 17, keyVersion: 1, aid: hex("01a7f5") }
const card = { uid: hex(said.uid), purse: said.purse, group: 17, keys: officeKeys(new Uint8Array(32).fill(7), group) }
const verify = (tmv) => verifyTransaction(card, { input: hex(said.input), tmc: said.tmc, tmv: hex(tmv) })._tag
console.log(JSON.stringify({ loaded, verified: [verify(said.tmv), verify("00".repeat(8))] }))
`

it("no entry loads a native package before it is asked to, and the office needs none", async () => {
  const card = makeCard(1)
  const field = new Field(card)
  const prepared = runScript(preparedLoad(card, loadOf(1, 100n, 0n, 1), chanceOf("natives")), field.transmit)
  if (prepared._tag !== "Completed") throw new Error(prepared._tag)
  const done = runScript(commit(prepared.value), field.transmit)
  if (done._tag !== "Completed") throw new Error(done._tag)
  const said = {
    uid: toHex(card.uid),
    purse: purseOf(1),
    input: toHex(prepared.value.intent.input),
    tmc: done.value.tmc,
    tmv: toHex(done.value.tmv)
  }
  const wanted = Object.keys(entries)
  const child = spawn(
    process.execPath,
    ["--conditions=@tessera/source", "--input-type=module", "--eval", program].concat(
      JSON.stringify([wanted, Object.keys(peerDependenciesMeta), said])
    ),
    { cwd: new URL("..", import.meta.url), stdio: ["ignore", "pipe", "inherit"] }
  )
  expect(JSON.parse(await text(child.stdout))).toEqual({ loaded: wanted, verified: ["Success", "Failure"] })
})
