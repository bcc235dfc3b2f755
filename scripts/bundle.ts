/** Bundles programs that tests start by the hundred: as one file they start in a quarter of the time. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { build } from "rolldown"

/**
 * Writes a program and all it imports into `.bundle` beside the folder it lies in, and answers where. What is there
 * already and the same is left alone, so that a test run beside this one goes on undisturbed.
 */
export const bundle = async (program: string): Promise<string> => {
  const folder = join(dirname(program), "..", ".bundle")
  const { output } = await build({
    input: program,
    platform: "node",
    resolve: { conditionNames: ["@tessera/source", "node", "import", "default"] },
    write: false,
    logLevel: "silent"
  })
  mkdirSync(folder, { recursive: true })
  for (const file of output) {
    const [path, text] = [join(folder, file.fileName), file.type === "chunk" ? file.code : file.source]
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue
    writeFileSync(`${path}.${process.pid}`, text)
    renameSync(`${path}.${process.pid}`, path)
  }
  return join(folder, output[0].fileName)
}
