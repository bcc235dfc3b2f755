/** Runs the programs in the READMEs and the docs and compares what they print with what the text promises after `// =>`. */
import { execFile } from "node:child_process"
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { promisify } from "node:util"

interface Program {
  readonly code: string
  readonly line: number
  readonly promised: ReadonlyArray<string>
}

/** The ts blocks that are run: the first one, and every one that promises an output. */
export const programsOf = (markdown: string): ReadonlyArray<Program> =>
  [...markdown.matchAll(/^```ts\n([^]*?)^```$/gm)]
    .map(([, code = ""], index) => ({
      index,
      code,
      line: markdown.split(code)[0]?.split("\n").length ?? 0,
      promised: [...code.matchAll(/\/\/ => ?(.*)$/gm)].map(([, text = ""]) => text.trimEnd())
    }))
    .filter(({ index, promised }) => index === 0 || promised.length > 0)

/**
 * One entry for every program of this page that failed or printed something else. The root's run as an example would; of
 * its docs, where many a block is an excerpt, only those that promise an output.
 */
export const disagreements = async (readme: string): Promise<ReadonlyArray<string>> => {
  const isOfRoot = [".", "docs"].includes(dirname(readme))
  const folder = resolve(existsSync("examples/runner") && isOfRoot ? "examples/runner" : dirname(readme))
  const programs = programsOf(readFileSync(readme, "utf8")).filter(
    ({ promised }) => dirname(readme) !== "docs" || promised.length > 0
  )
  const outcomes = programs.map(async ({ code, line, promised }) => {
    const file = join(folder, `.readme-${process.pid}-${basename(readme, ".md")}-${line}.ts`)
    writeFileSync(file, code)
    try {
      const run = promisify(execFile)(process.execPath, ["--conditions=@tessera/source", file], {
        cwd: folder
      })
      const printed = (await run).stdout.trimEnd()
      if (promised.length === 0 || printed === promised.join("\n")) return []
      return [`${readme}:${line} promises\n${promised.join("\n")}\nbut prints\n${printed}`]
    } catch (error) {
      return [`${readme}:${line} failed\n${error instanceof Error ? error.message : String(error)}`]
    } finally {
      rmSync(file, { force: true })
    }
  })
  return (await Promise.all(outcomes)).flat()
}

if (import.meta.main) {
  const readmes = globSync(["README.md", "docs/*.md", "packages/*/README.md", "packages/*/docs/*.md"])
  const found = (await Promise.all(readmes.map(disagreements))).flat()
  for (const text of found) console.log(text)
  if (found.length > 0) process.exit(1)
}
