import { MemoryStore, raceCases } from "@tessera/core/testing"
import { Effect } from "effect"

for (const { run } of raceCases({ rounds: 2 })) await Effect.runPromise(Effect.provide(run, MemoryStore.layer))
console.log("every race stands") // => every race stands
