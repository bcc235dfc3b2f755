/**
 * Terms of authorization codes: how they are made and how long they live.
 *
 * @module
 */
import * as Schema from "effect/Schema"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Codes that a manager and a till derive alike without the ledger, from the key of the till. */
const OfflineTerms = Schema.Struct({
  /** A code lives for this many seconds, from a full multiple of them on. Absent: 120. */
  stepSeconds: Schema.optionalKey(between(30, 3600)),
  /** How many steps before and after its own a code is taken as well: dictating takes time, and clocks differ. Absent: 1. */
  windowSteps: Schema.optionalKey(between(0, 2)),
  /** Whether each terminal has a key of its own, or all of an outlet one. Absent: `terminal`. */
  keyPer: Schema.optionalKey(Schema.Literals(["terminal", "outlet"])),
  /** How old a code may be by the till's own clock when its operation reaches the ledger, in hours. Absent: 24. */
  lateByAtMostHours: Schema.optionalKey(between(0, 720)),
  /** After `tries` wrong ones in a row no offline code of the operator is taken for so many minutes. Absent: 60. */
  lockMinutes: Schema.optionalKey(between(1, 100_000))
})
type OfflineTerms = typeof OfflineTerms.Type

/** The same for the whole tenant. */
export const AuthorizationTerms = Schema.Struct({
  /** How many digits a code has. Absent: 6. */
  digits: Schema.optionalKey(between(6, 8)),
  /** How many minutes a code lives. Absent: 10. */
  minutes: Schema.optionalKey(between(1, 1440)),
  /** How many wrong codes are taken before what was granted is void. Absent: 3. */
  tries: Schema.optionalKey(between(1, 10)),
  /** Absent: no code is taken that the ledger has not granted. */
  offline: Schema.optionalKey(OfflineTerms)
})
export type AuthorizationTerms = typeof AuthorizationTerms.Type

/** The terms with every default; those of offline codes only where there are such codes. */
export interface AuthorizationCodes extends Required<Omit<AuthorizationTerms, "offline">> {
  readonly offline: Required<OfflineTerms> | undefined
}

const offlineTerms = (terms: OfflineTerms): Required<OfflineTerms> => ({
  stepSeconds: terms.stepSeconds ?? 120,
  windowSteps: terms.windowSteps ?? 1,
  keyPer: terms.keyPer ?? "terminal",
  lateByAtMostHours: terms.lateByAtMostHours ?? 24,
  lockMinutes: terms.lockMinutes ?? 60
})

/** Every term with its default. */
export const authorizationCodes = (terms: AuthorizationTerms | undefined): AuthorizationCodes => ({
  digits: terms?.digits ?? 6,
  minutes: terms?.minutes ?? 10,
  tries: terms?.tries ?? 3,
  offline: terms?.offline && offlineTerms(terms.offline)
})
