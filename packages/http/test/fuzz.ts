/** `npm run fuzz:http -- --requests=1000000 --seed=1`: a long campaign of hostile requests. */
import { parseArgs } from "node:util"
import { campaign } from "./campaign.ts"

const { values } = parseArgs({
  options: { requests: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } }
})
const [requests, seed] = [Number(values.requests), Number(values.seed)]
const begun = performance.now()
const { statuses, wrong } = await campaign(requests, seed)
const seconds = (performance.now() - begun) / 1_000
console.log(`${requests} requests from seed ${seed} in ${seconds.toFixed(1)} s`, statuses)
for (const one of wrong.slice(0, 20)) console.log(`\n${one}`)
console.log(`${wrong.length} that must not be`)
if (wrong.length > 0) process.exit(1)
