/** Says where the sources leave their house rules: import order, cycles, opening sentences, names and sizes. */
import { globSync, readFileSync } from "node:fs"
import { basename, dirname, join, resolve, relative } from "node:path/posix"
import { parseSync } from "oxc-parser"

/** A file of core may import its own folder and the folders before it; "*" are the files beside the folders. */
const layers =
  "values program network holder account journal command policy decide batch books clearing notice ports * memory node promise testing".split(
    " "
  )
const bannedName =
  /^(utils?|helpers?|common|misc|shared|manager|data|info)$|[a-z](Utils?|Helpers?|Manager|Data|Info)$/
const linesInFile = 300
const linesInFunction = 70

interface Source {
  readonly path: string
  readonly imports: ReadonlyArray<{ readonly path: string; readonly line: number }>
  readonly problems: ReadonlyArray<string>
}

/** One line for every fault under this root. */
export const tidy = (root: string): ReadonlyArray<string> => {
  const files = globSync(["packages/*/src/**/*.ts", "examples/*/src/**/*.ts", "{bench,storms}/src/**/*.ts"], {
    cwd: root
  })
  const sources = files
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => read(root, path))
  const problems = sources.flatMap((source) =>
    [...source.problems, ...upward(source)].map((problem) => `${source.path}: ${problem}`)
  )
  return [...problems, ...cycles(sources)]
}

const read = (root: string, path: string): Source => {
  const text = readFileSync(join(root, path), "utf8")
  const { comments, errors, program } = parseSync(path, text)
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length
  const code = comments.reduce(
    (rest, { end, start }) =>
      rest.slice(0, start) + rest.slice(start, end).replaceAll(/./g, " ") + rest.slice(end),
    text
  )
  const size = (start: number, end: number) =>
    code
      .slice(start, end)
      .split("\n")
      .filter((line) => line.trim()).length

  const imports: Array<Source["imports"][number]> = []
  const problems = [...errors.map((error) => error.message), ...opening(text), ...names(path)]
  const lines = size(0, text.length)
  if (lines > linesInFile) problems.push(`${lines} lines of code, ${linesInFile} at most`)
  walk(program, (node) => {
    const from = isNode(node["source"]) ? node["source"]["value"] : undefined
    if (typeof from === "string" && from.startsWith(".")) {
      imports.push({ path: relative("/", resolve("/", dirname(path), from)), line: lineOf(node.start) })
    }
    const lines = /^(Arrow)?Function(Declaration|Expression)$/.test(node.type)
      ? size(node.start, node.end)
      : 0
    if (lines > linesInFunction)
      problems.push(`line ${lineOf(node.start)}: a function of ${lines} lines, ${linesInFunction} at most`)
  })
  return { path, imports, problems }
}

const opening = (text: string): ReadonlyArray<string> => {
  const comment = /^\/\*\*([^]*?)\*\//.exec(text)?.[1] ?? ""
  const paragraph =
    comment
      .replaceAll(/^\s*\* ?/gm, "")
      .trim()
      .split(/\n\s*\n|\n@/)[0] ?? ""
  return /^[A-Z0-9`"][^]* [^]*[.!?:]$/.test(paragraph.trim()) ? [] : ["opens without a sentence in /** … */"]
}

const names = (path: string): ReadonlyArray<string> =>
  path
    .split("/")
    .slice(3)
    .map((part) => basename(part, ".ts"))
    .filter((part) => bannedName.test(part))
    .map((part) => `"${part}" names nothing: call it by what it holds`)

/** The layer of a file of core: -1 for one that has no place, undefined outside core and for its index. */
const layerOf = (path: string): number | undefined => {
  const [first, ...deeper] = path.startsWith("packages/core/src/") ? path.split("/").slice(3) : []
  if (first === undefined || (first === "index.ts" && deeper.length === 0)) return undefined
  return layers.indexOf(deeper.length > 0 ? first : "*")
}

const upward = ({ imports, path }: Source): ReadonlyArray<string> => {
  const own = layerOf(path)
  if (own === undefined) return []
  if (own < 0) return ["its folder has no place in the import order"]
  return imports
    .filter(
      ({ path }) => (layerOf(path) ?? (path.startsWith("packages/core/src/") ? layers.length : -1)) > own
    )
    .map((target) => `line ${target.line}: ${layers[own]} may not import ${target.path}`)
}

const cycles = (sources: ReadonlyArray<Source>): ReadonlyArray<string> => {
  const importsOf = new Map(sources.map(({ imports, path }) => [path, imports]))
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, trail: ReadonlyArray<string>): void => {
    if (trail.includes(path)) found.add([...trail.slice(trail.indexOf(path)), path].join(" → "))
    if (done.has(path) || trail.includes(path)) return
    for (const target of importsOf.get(path) ?? []) visit(target.path, [...trail, path])
    done.add(path)
  }
  for (const { path } of sources) visit(path, [])
  return [...found].map((cycle) => `a cycle: ${cycle}`)
}

type Node = {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value

const walk = (value: unknown, see: (node: Node) => void): void => {
  if (isNode(value)) see(value)
  if (isNode(value) || Array.isArray(value)) for (const part of Object.values(value)) walk(part, see)
}

if (import.meta.main) {
  const problems = tidy(process.cwd())
  for (const problem of problems) console.log(problem)
  if (problems.length > 0) process.exit(1)
}
