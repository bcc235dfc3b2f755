/**
 * Terms of authorization codes: how they are made and how long they live.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** The same for the whole tenant. */
export const AuthorizationTerms = Schema.Struct({
  /** How many digits a code has. Absent: 6. */
  digits: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 6, maximum: 8 }))),
  /** How many minutes a code lives. Absent: 10. */
  minutes: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1440 }))),
  /** How many wrong codes are taken before what was granted is void. Absent: 3. */
  tries: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10 })))
})
export type AuthorizationTerms = typeof AuthorizationTerms.Type

/** Every term with its default. */
export const authorizationTerms = (terms: AuthorizationTerms | undefined): Required<AuthorizationTerms> => ({
  digits: terms?.digits ?? 6,
  minutes: terms?.minutes ?? 10,
  tries: terms?.tries ?? 3
})
