/**
 * One-time codes: somebody with the right makes one, somebody else types it once, at the device or for the person it was made for.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Mac } from "@tessera/core/ports"
import type { AccessRecords, Looked, RecordsUnavailable } from "./AccessRecords.ts"
import { asMeant, isSame, nameable, typedCode } from "./secrets.ts"

/** What a code is good for: a terminal that is enrolled, or a person who sets the own proofs. */
export type CodeKind = "pairing" | "invitation"

/** How long a code is good, and how often it may be typed wrongly. */
export interface CodeTerms {
  /** Milliseconds. Absent: 15 minutes. */
  readonly lifetime?: number
  /** Absent: 5. */
  readonly tries?: number
}

/** A code that was made: shown once, and never again. */
export interface MadeCode {
  readonly code: Redacted.Redacted
  readonly expiresAt: number
}

const Waiting = Schema.fromJsonString(
  Schema.Struct({
    mac: Schema.String,
    tries: Schema.Int,
    by: Schema.optionalKey(Schema.String),
    until: Schema.Int
  })
)
const readWaiting = Schema.decodeSync(Waiting)
const waitingText = Schema.encodeSync(Waiting)

const quarterOfAnHour = 15 * 60_000

interface Ground {
  readonly records: AccessRecords["Service"]
  readonly mac: Mac
}

const nameOf = (kind: CodeKind, subject: string): string => `code:${kind}:${nameable(subject)}`

const macOf = ({ mac }: Ground, kind: CodeKind, subject: string, code: Redacted.Redacted): string =>
  mac("accessCode", `${kind}\n${subject}\n${asMeant(code)}`)

/** Makes a code for one device or person; one that was made before is none from then on. `by`: who made it. */
export const makeCode = Effect.fnUntraced(function* (
  ground: Ground,
  kind: CodeKind,
  subject: string,
  at: number,
  { by, lifetime = quarterOfAnHour, tries = 5 }: CodeTerms & { readonly by?: string } = {}
) {
  const code = typedCode()
  const until = at + lifetime
  const mac = macOf(ground, kind, subject, code)
  const text = waitingText({ mac, tries, until, ...(by !== undefined && { by }) })
  yield* ground.records.change(nameOf(kind, subject), at, () => ({
    answer: undefined,
    keep: { text, until }
  }))
  const made: MadeCode = { code, expiresAt: until }
  return made
})

/** Takes a code back that nobody has used yet. */
export const dropCode = ({ records }: Pick<Ground, "records">, kind: CodeKind, subject: string, at: number) =>
  records.change(nameOf(kind, subject), at, (): Looked<void> => ({ answer: undefined, keep: "gone" }))

/** A code that was right, and is used up. */
export interface UsedCode {
  /** Who made it. */
  readonly by: string | undefined
  /** Makes it good again, where what it was used for was not done; not in the place of one that was made since. */
  readonly giveBack: Effect.Effect<void, RecordsUnavailable>
}

/**
 * Uses a code. In one step a right one is used up, and a wrong one has taken a try: the last takes the code with it. What
 * comes back for a code that is wrong, ended, used or was never made is the same.
 */
export const useCode = (
  ground: Ground,
  kind: CodeKind,
  subject: string,
  at: number,
  code: Redacted.Redacted
) => {
  const sent = macOf(ground, kind, subject, code)
  const givenBack = (waiting: typeof Waiting.Type): UsedCode["giveBack"] =>
    ground.records.change(nameOf(kind, subject), at, (newer): Looked<void> =>
      newer === undefined
        ? { answer: undefined, keep: { text: waitingText(waiting), until: waiting.until } }
        : { answer: undefined }
    )
  return ground.records.change(nameOf(kind, subject), at, (text): Looked<UsedCode | undefined> => {
    const waiting = text === undefined ? undefined : readWaiting(text)
    const isRight = isSame(waiting?.mac ?? "", sent)
    if (waiting === undefined) return { answer: undefined }
    if (isRight) return { answer: { by: waiting.by, giveBack: givenBack(waiting) }, keep: "gone" }
    const tries = waiting.tries - 1
    const keep =
      tries <= 0 ? ("gone" as const) : { text: waitingText({ ...waiting, tries }), until: waiting.until }
    return { answer: undefined, keep }
  })
}
