import { commitCases, dueCases, journalCases, MemoryStore, runLaws, viewCases } from "@tessera/core/testing"
import { Effect } from "effect"

for (const { run } of [...commitCases, ...viewCases, ...journalCases, ...dueCases])
  await Effect.runPromise(Effect.provide(run, MemoryStore.layer))
console.log("every case holds") // => every case holds

const laws: Array<() => Promise<void>> = []
runLaws((_name, law) => laws.push(law), () => MemoryStore.layer, { runs: 2 })
for (const law of laws) await law()
console.log("every law holds") // => every law holds
