/** Compares what the packages export with the reports in api/, which a person has read; `--write` renews the reports. */
import { mkdirSync } from "node:fs"
import { resolve } from "node:path"
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor"
import { published } from "./packages.ts"

const write = process.argv.includes("--write")
const fresh = resolve("node_modules/.cache/tessera/api")
const silent = { logLevel: ExtractorLogLevel.None }
mkdirSync(fresh, { recursive: true })
mkdirSync("api", { recursive: true })

for (const { entries, folder, name } of published()) {
  const configs = entries.map(({ path, types }) =>
    configOf(folder, `${name.split("/")[1]}${path.replaceAll("/", "-")}`, types)
  )
  const first = configs[0]
  if (first === undefined) continue
  const additionalEntryPoints = configs.map((config) => config.mainEntryPointFilePath)
  const compilerState = CompilerState.create(first, { additionalEntryPoints })
  for (const config of configs) report(config, compilerState)
}

function configOf(folder: string, report: string, types: string) {
  const packageJsonFullPath = resolve(folder, "package.json")
  return ExtractorConfig.prepare({
    packageJsonFullPath,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: resolve(folder),
      mainEntryPointFilePath: resolve(folder, types),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: "ES2024",
            lib: ["ES2024"],
            module: "NodeNext",
            types: ["node"],
            strict: true,
            skipLibCheck: true
          },
          files: [types]
        }
      },
      apiReport: {
        enabled: true,
        reportFileName: `${report}.api.md`,
        reportFolder: resolve("api"),
        reportTempFolder: fresh
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        // Positions of lines and hidden base classes would make the report change with every edit.
        extractorMessageReporting: {
          default: silent,
          "ae-missing-release-tag": silent,
          "ae-forgotten-export": silent,
          "ae-undocumented": silent
        },
        tsdocMessageReporting: { default: silent }
      }
    }
  })
}

function report(config: ExtractorConfig, compilerState: CompilerState) {
  const result = Extractor.invoke(config, {
    localBuild: write,
    compilerState,
    messageCallback: (message) => void (message.handled = message.logLevel !== ExtractorLogLevel.Error)
  })
  if (!result.apiReportChanged && result.errorCount === 0) return
  process.exitCode = write && result.errorCount === 0 ? 0 : 1
  console.log(
    `${config.reportFilePath} ${write ? "is renewed" : "differs from what is exported: read the change, then npm run api"}`
  )
}
