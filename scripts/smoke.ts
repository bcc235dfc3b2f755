/**
 * Uses the packages as a stranger would: packs them, installs the tarballs in an empty project, imports every entry
 * there, runs each package's smoke.mjs. With `publint` or `attw`, gives the packed tarballs to that tool instead.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { published } from "./packages.ts"

const windows = process.platform === "win32"
const project = mkdtempSync(join(tmpdir(), "tessera-smoke-"))
process.on("exit", () => rmSync(project, { recursive: true, force: true }))

const packages = published()
/** What a user brings, and which package asks for it. */
const peers: ReadonlyArray<readonly [folder: string, name: string]> = packages.flatMap(({ folder }) =>
  peersOf(folder)
    .filter((name) => !packages.some((one) => one.name === name))
    .map((name) => [folder, name] as const)
)
const run = (cwd: string, program: string, ...words: ReadonlyArray<string>) => {
  try {
    return execFileSync(program, words, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      shell: windows
    })
  } catch (error) {
    const { message, stdout = "" } = error as Error & { readonly stdout?: string }
    console.log(`${message}\n${stdout}`)
    process.exit(1)
  }
}

run(".", "tsc", "-b", ...packages.map(({ folder }) => `${folder}/tsconfig.src.json`))
for (const { folder } of packages) run(folder, "pnpm", "pack", "--pack-destination", project)
const tarballs = globSync("*.tgz", { cwd: project })

const tool = process.argv[2]
if (tool === "publint")
  for (const tarball of tarballs)
    run(project, resolve("node_modules/.bin/publint"), "run", "--strict", tarball)
else if (tool === "attw")
  for (const tarball of tarballs)
    run(project, resolve("node_modules/.bin/attw"), "--profile", "esm-only", tarball)
else install()

function install() {
  const versions = Object.fromEntries(peers.map(([folder, name]) => [name, versionOf(folder, name)]))
  const own = Object.fromEntries(packages.map(({ name }) => [name, `file:./${tarballOf(name)}`]))
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies: { ...versions, ...own } })
  )
  run(
    project,
    "npm",
    "install",
    "--prefer-offline",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error"
  )
  for (const { entries, folder, name } of packages) {
    for (const { path } of entries)
      run(project, "node", "--input-type=module", "--eval", `await import("${name}${path}")`)
    if (!existsSync(`${folder}/smoke.mjs`)) continue
    copyFileSync(`${folder}/smoke.mjs`, join(project, "smoke.mjs"))
    run(project, "node", "smoke.mjs")
  }
}

function tarballOf(name: string) {
  const start = name.replace("@", "").replace("/", "-")
  return tarballs.find(
    (tarball) => tarball.startsWith(`${start}-`) && /^\d/.test(tarball.slice(start.length + 1))
  )
}

function peersOf(folder: string): ReadonlyArray<string> {
  const manifest: {
    readonly peerDependencies?: object
    readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"))
  // What may be missing, and is missing here, has to be missed by no entry.
  return Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) =>
      manifest.peerDependenciesMeta?.[name]?.optional !== true ||
      existsSync(`${folder}/node_modules/${name}/package.json`)
  )
}

function versionOf(folder: string, name: string) {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(`${folder}/node_modules/${name}/package.json`, "utf8")
  )
  return manifest.version
}
