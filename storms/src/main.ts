/**
 * The storms: breaks what a ledger stands on, again and again, and counts what was acknowledged and is lost or doubled.
 *
 *   npm run storm -- NAME … | all    --short  --rounds=N  --seed=N  --only=PART,…  --plant  --json
 *
 * @module
 */
import { parseArgs } from "node:util"
import { type Options, replayLine, type Storm } from "./Storm.ts"
import { storms } from "./storms/index.ts"
import { Tally } from "./Tally.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    rounds: { type: "string" },
    seed: { type: "string", default: String(20_261_122) },
    only: { type: "string" },
    plant: { type: "boolean", default: false },
    json: { type: "boolean", default: false }
  }
})

const usage = (): string =>
  [
    "npm run storm -- NAME … | all   [--short] [--rounds=N] [--seed=N] [--only=PART,…] [--plant] [--json]",
    ...storms.map(({ does, name }) => `  ${name.padEnd(16)} ${does}`)
  ].join("\n")

const print = (line: string): void => void process.stdout.write(`${line}\n`)
/** With `--json` nothing but the lines of the storms goes to the standard output. */
const remark = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`)

const chosen = (): ReadonlyArray<Storm> => {
  if (positionals.length === 0 || positionals.includes("all")) return storms
  const unknown = positionals.find((name) => !storms.some((storm) => storm.name === name))
  if (unknown !== undefined) throw new Error(`there is no storm ${unknown}\n${usage()}`)
  return storms.filter(({ name }) => positionals.includes(name))
}

const optionsOf = ({ rounds }: Storm, isPlanted: boolean): Options => ({
  rounds: Number(values.rounds ?? (isPlanted ? rounds.planted : values.short ? rounds.short : rounds.full)),
  seed: Number(values.seed),
  isPlanted,
  ...(values.only !== undefined && { only: values.only.split(",") })
})

const play = async (storm: Storm, options: Options): Promise<Tally> => {
  const tally = new Tally(storm.name)
  try {
    await storm.run(options, tally)
  } catch (cause) {
    tally.faults.push(`the storm broke off: ${cause instanceof Error ? cause.stack : String(cause)}`)
  }
  return tally
}

const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`

/** The storm itself; gives whether it held. */
const real = async (storm: Storm): Promise<boolean> => {
  const [from, options] = [performance.now(), optionsOf(storm, false)]
  const tally = await play(storm, options)
  const { acknowledged, doubled, inDoubt, lost, resolved, rounds } = tally
  if (values.json) print(JSON.stringify(tally.figures))
  else
    print(
      `${tally.holds ? "✓" : "✗"} ${storm.name.padEnd(16)} ${rounds} rounds  ${acknowledged} acknowledged  ` +
        `${lost} lost  ${doubled} doubled  ${inDoubt} in doubt  ${resolved} resolved  ${seconds(from)}`
    )
  for (const note of tally.notes) remark(`  ${note}`)
  for (const fault of tally.faults.slice(0, 20)) remark(`  ${fault}`)
  if (!tally.holds) remark(`  play it again: ${replayLine(storm.name, options)}`)
  return tally.holds
}

/** The same storm over a store that answers before it commits: it has to find that. */
const withDefect = async (storm: Storm): Promise<boolean> => {
  const [from, options] = [performance.now(), optionsOf(storm, true)]
  const { lost, rounds } = await play(storm, options)
  const word = lost > 0 ? "caught" : "NOT caught"
  remark(
    `${lost > 0 ? "✓" : "✗"} ${storm.name.padEnd(16)} planted defect ${word}: ${rounds} rounds  ${lost} lost  ${seconds(from)}`
  )
  if (lost === 0) remark(`  play it again: ${replayLine(storm.name, options)}`)
  return lost > 0
}

const isEverything = positionals.length === 0 || positionals.includes("all")
const ends: Array<boolean> = []
for (const storm of chosen()) {
  const missing = storm.missing?.()
  if (missing !== undefined) {
    remark(`- ${storm.name.padEnd(16)} not run and not counted: ${missing}`)
    continue
  }
  if (!values.plant) ends.push(await real(storm))
  if (values.plant || isEverything) ends.push(await withDefect(storm))
}
const held = ends.filter((end) => end).length
remark(`${held} passed, ${ends.length - held} failed`)
process.exitCode = held < ends.length ? 1 : 0
