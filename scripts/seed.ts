/** Properties try the same cases each time, in every project; `TESSERA_SEED` tries others. */
import fc from "fast-check"

fc.configureGlobal({ seed: Number(process.env["TESSERA_SEED"] ?? 20_261_121) })
