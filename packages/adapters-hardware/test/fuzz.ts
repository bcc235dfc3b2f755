/** `npm run fuzz:purse`: 100,000 purchases, half of them torn, and whether the office knows every card to the unit. */
import { fuzz } from "./purse/fuzz.ts"
import { verifications } from "./purse/verifications.ts"

const asked = (name: string, absent: number): number => {
  const word = process.argv.find((word) => word.startsWith(`--${name}=`))
  return word === undefined ? absent : Number(word.split("=")[1])
}

const records = asked("verifications", 0)
if (records > 0) {
  const { known, unknown } = verifications(records)
  console.log(`verified a second: ${unknown} of cards not seen before, ${known} of cards that were`)
  process.exit()
}
const purchases = asked("purchases", 100_000)
const seed = asked("seed", 20_261_122)
const rounds = asked("rounds", 10)
const started = process.cpuUsage()
let isWrong = false
let allTorn = 0
for (let round = 0; round < rounds; round++) {
  const isOneBurnt = round % 2 === 1
  const { duplicates, lines, missing, outcomes, sent, torn, wrong } = fuzz({
    seed: seed + round,
    purchases: Math.ceil(purchases / rounds),
    cards: 50,
    terminals: 6,
    isOneBurnt
  })
  const ends = Object.entries(outcomes)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")
  console.log(`round ${round + 1}${isOneBurnt ? ", one terminal burnt" : ""}: ${ends}`)
  console.log(`  ${lines} lines, sent ${sent} times, ${duplicates} known already; ${missing} gaps named`)
  for (const fault of wrong.slice(0, 10)) console.log(`  WRONG: ${fault}`)
  isWrong ||= wrong.length > 0
  allTorn += torn
}
const { system, user } = process.cpuUsage(started)
console.log(
  `${purchases} purchases, ${allTorn} of them torn, seed ${seed}, ${((user + system) / 1e6).toFixed(1)} s of CPU`
)
console.log(
  isWrong ? "server and cards differ" : "server balance = card balance, every gap named, no unit lost"
)
process.exitCode = isWrong ? 1 : 0
