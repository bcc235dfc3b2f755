/** Compares api/openapi.json with the document that the service gives out; `--write` renews the file. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { openApiText } from "../packages/http/src/api/openApiText.ts"

const file = "api/openapi.json"

if (process.argv.includes("--write")) writeFileSync(file, openApiText())
else if (!existsSync(file) || readFileSync(file, "utf8") !== openApiText()) {
  console.log(`${file} is not what the service says; renew it with node scripts/openapi.ts --write`)
  process.exit(1)
}
