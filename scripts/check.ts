/**
 * Runs the checks of the repository, cheapest first, and ends with one plain line: `N passed, N failed`.
 *
 *   --all           those of the packages as they are released, too
 *   --only=a,b      these checks alone
 *   --without=a,b   all but these
 */
import { execFileSync, spawn } from "node:child_process"
import { existsSync, globSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const isAll = process.argv.includes("--all")
const tallyFile = join(tmpdir(), `tessera-tally-${process.pid}.json`)
const windows = process.platform === "win32"

interface Tally {
  readonly passed: number
  readonly failed: number
}

interface Check {
  readonly name: string
  /** Command lines, all of which have to succeed. */
  readonly commands: ReadonlyArray<string>
  /** An earlier check that has to pass first: without it this one would only repeat its complaints. */
  readonly after?: string
  /** Only with `--all`: of what it finds, most is found before, or concerns what is released. */
  readonly isForAll?: true
}

const checks: ReadonlyArray<Check> = [
  { name: "format", commands: ["oxfmt --check"] },
  { name: "tidy", commands: ["node scripts/tidy.ts"] },
  { name: "types", commands: ["tsc -b"] },
  { name: "lint", commands: ["oxlint --type-aware --deny-warnings"], after: "types" },
  { name: "effect", commands: effectDiagnostics(), after: "types", isForAll: true },
  { name: "tests", commands: ["vitest run --allowOnly=false"] },
  { name: "readme", commands: ["node scripts/readme.ts"] },
  { name: "declines", commands: ["node scripts/declines.ts"] },
  { name: "openapi", commands: ["node --conditions=@tessera/source scripts/openapi.ts"] },
  { name: "knip", commands: ["knip --no-config-hints"] },
  { name: "smoke", commands: ["node scripts/smoke.ts"], after: "types", isForAll: true },
  { name: "publint", commands: ["node scripts/smoke.ts publint"], after: "types", isForAll: true },
  { name: "attw", commands: ["node scripts/smoke.ts attw"], after: "types", isForAll: true },
  { name: "api", commands: ["node scripts/api.ts"], after: "types", isForAll: true }
]

/** The compiler with the rules of effect built in, for every project that uses effect. */
function effectDiagnostics(): ReadonlyArray<string> {
  const compiler = execFileSync("effect-tsgo", ["get-exe-path"], { encoding: "utf8", shell: windows }).trim()
  const sources = globSync([
    "packages/*/tsconfig.src.json",
    "packages/*/tsconfig.test.json",
    "examples/{runner,purchases,sms-gateway,webhooks,head-office,card-till}/tsconfig.json",
    "{bench,storms}/tsconfig.json"
  ])
  return sources.map((project) => `${compiler} -p ${project} --noEmit`)
}

const total = { passed: 0, failed: 0 }
const failed = new Set<string>()
for (const check of chosen()) await perform(check)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

function chosen() {
  const list = (flag: string) =>
    process.argv
      .find((word) => word.startsWith(`--${flag}=`))
      ?.split("=")[1]
      ?.split(",")
  const [only, without] = [list("only"), list("without")]
  const unknown = [...(only ?? []), ...(without ?? [])].filter(
    (name) => !checks.some((check) => check.name === name)
  )
  if (unknown.length > 0) {
    console.log(`No such check: ${unknown.join(", ")}\n0 passed, 1 failed`)
    process.exit(1)
  }
  return checks.filter(
    ({ isForAll, name }) =>
      (only?.includes(name) ?? (isAll || isForAll !== true)) && !(without?.includes(name) ?? false)
  )
}

async function perform({ after, commands, name }: Check) {
  const started = performance.now()
  if (process.stdout.isTTY) process.stdout.write(`${name} …`)
  const blocked = after !== undefined && failed.has(after)
  const outcomes = blocked
    ? [{ code: 1, output: `not run: ${after} failed` }]
    : await Promise.all(commands.map(run))
  const broken = outcomes.filter(({ code }) => code !== 0)
  const one = broken.length > 0 ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 }
  const tally = name === "tests" ? counted(broken.length > 0) : one
  total.passed += tally.passed
  total.failed += tally.failed
  if (tally.failed > 0) failed.add(name)

  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (process.stdout.isTTY) process.stdout.write("\r\u001B[K")
  console.log(`${tally.failed > 0 ? "✗" : "✓"} ${name} ${seconds} s`)
  for (const { output } of broken) console.log(output.trimEnd())
}

/** What the tests counted; a run that could not even count is one failure. */
function counted(broken: boolean): Tally {
  const tally: Tally = existsSync(tallyFile)
    ? JSON.parse(readFileSync(tallyFile, "utf8"))
    : { passed: 0, failed: 0 }
  rmSync(tallyFile, { force: true })
  return { passed: tally.passed, failed: broken ? Math.max(1, tally.failed) : tally.failed }
}

function run(command: string): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }
    const env = { ...process.env, ...colour, TESSERA_TALLY: tallyFile, ...(isAll && { TESSERA_ALL: "1" }) }
    const child = spawn(command, { env, shell: true, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    const hear = (chunk: Buffer) => void (output += chunk.toString())
    child.stdout.on("data", hear)
    child.stderr.on("data", hear)
    child.on("close", (code) => resolve({ code: code ?? 1, output }))
  })
}
