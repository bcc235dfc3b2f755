/**
 * The auditor at the runner: a checkpoint that is kept outside, everything worked out again beside it, and what is bad set apart.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import {
  Audit,
  checkpointText,
  Ids,
  readSignedCheckpoint,
  type SignedCheckpoint,
  TrailPart
} from "@tessera/core"
import { Digest } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { FileUnreadable, sentenceIn } from "./FileUnreadable.ts"

/** What an auditor asks for. */
export interface Auditing {
  readonly what: "checkpoint" | "verify"
  /** Where the checkpoint is kept; beside it, with `.trail` at the end, the hashes of its operations. */
  readonly checkpoint: string | undefined
  readonly programs: string
  readonly database: string
  readonly json: boolean
  /** Accounts in which something is bad are set apart. */
  readonly quarantine: boolean
  /** In whose name. */
  readonly operator: string | undefined
}

/** What is printed, and whether something is bad. */
interface AuditTold {
  readonly text: string
  readonly isBad: boolean
}

const using = <A>(file: string, use: () => A) =>
  Effect.try({ try: use, catch: (error) => new FileUnreadable({ message: `${file}: ${sentenceIn(error)}` }) })

const trailOf = (file: string): string => `${file}.trail`

const readTrail = Schema.decodeUnknownSync(Schema.Array(TrailPart))

/** A checkpoint as it was kept, with its trail where that was kept too. */
const keptIn = (file: string) =>
  using(file, (): { readonly checkpoint: SignedCheckpoint; readonly trail?: ReadonlyArray<TrailPart> } => {
    const checkpoint = Result.getOrThrow(readSignedCheckpoint(JSON.parse(readFileSync(file, "utf8"))))
    if (!existsSync(trailOf(file))) return { checkpoint }
    const lines = readFileSync(trailOf(file), "utf8").trimEnd().split("\n")
    return { checkpoint, trail: readTrail(lines.filter(Boolean).map((line) => JSON.parse(line))) }
  })

/** Takes a checkpoint into files that are not there yet: the one of yesterday is what tells today's from it. */
const taken = Effect.fnUntraced(function* (file: string, json: boolean) {
  const trail: Array<string> = []
  const checkpoint = yield* (yield* Audit).checkpoint({
    trail: (part) => void trail.push(`${JSON.stringify(part)}\n`)
  })
  const text = `${JSON.stringify(checkpoint)}\n`
  yield* using(file, () => {
    const there = [file, trailOf(file)].find((one) => existsSync(one))
    if (there !== undefined) throw new Error(`${there} is there already`)
    writeFileSync(trailOf(file), trail.join(""), { flag: "wx" })
    writeFileSync(file, text, { flag: "wx" })
  })
  const { sha256 } = yield* Digest
  return json ? text : `${checkpointText(sha256, checkpoint)}, kept in ${file}\n`
})

type Verified = Effect.Success<ReturnType<Audit["Service"]["verify"]>>
type Apart = Effect.Success<ReturnType<Audit["Service"]["quarantine"]>>

const newerText = (newer: number): ReadonlyArray<string> =>
  newer === 0 ? [] : [`${newer} rows were not judged: something was recorded of them meanwhile.`]

/** The first bad row, the rest of them, and what was set apart. */
const readable = ({ bad, failing, newer, operations, unnamed, wallets }: Verified, apart: Apart): string =>
  [
    `${operations} operations and ${wallets} wallets were worked out again.`,
    ...(bad === undefined ? ["Nothing is bad."] : [`The first bad row: ${bad.row}: ${bad.why}`]),
    ...failing.slice(1).map(({ row, why }) => `Bad as well: ${row}: ${why}`),
    ...(unnamed === 0 ? [] : [`And ${unnamed} more.`]),
    ...newerText(newer),
    ...apart.map(({ account, isQuarantined, why = "" }) =>
      isQuarantined ? `${account} is set apart.` : `${account} could not be set apart: ${why}`
    ),
    ""
  ].join("\n")

/** Does what the auditor asks on the ledger that is provided. */
export const auditing = Effect.fnUntraced(function* (asked: Auditing) {
  const { checkpoint: file, json, operator, quarantine, what } = asked
  if (what === "checkpoint") return { text: yield* taken(file ?? "", json), isBad: false }
  const audit = yield* Audit
  const found = yield* audit.verify(file === undefined ? {} : yield* keptIn(file))
  const by = operator === undefined ? undefined : Ids.OperatorId.make(operator)
  const apart = quarantine ? yield* audit.quarantine(found, by) : []
  const text = json ? `${JSON.stringify({ ...found, quarantined: apart })}\n` : readable(found, apart)
  return { text, isBad: found.failing.length > 0 } satisfies AuditTold
})
