/**
 * Programs that a batch has added to the network: they are recorded beside those that the ledger was opened with.
 *
 * @module
 */
import { type Batch, canonicalText, changesIn } from "@tessera/core/ports"

/** A row of the table of programs without its tenant. */
type ProgramRow = [id: string, version: number, content: string]

/** The terms that came new, as rows. */
export const programsAdded = ({ recorded }: Batch): ReadonlyArray<ProgramRow> =>
  recorded.flatMap(({ operation }) =>
    changesIn(operation.entry).flatMap(({ after, id, part, version }): ReadonlyArray<ProgramRow> =>
      part === "program" ? [[id, version, canonicalText(after)]] : []
    )
  )
