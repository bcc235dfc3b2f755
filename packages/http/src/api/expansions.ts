/**
 * Expansions: what an answer names by an id, and may be sent with it for whoever asks for it.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** The fields of answers that name something, what that is called among what was expanded, and the question that it answers. */
export const expansions = {
  outlet: { kind: "outlet", asks: "outlet" },
  owner: { kind: "owner", asks: "owner" },
  terminal: { kind: "terminal", asks: "terminal" },
  operator: { kind: "operator", asks: "operator" },
  client: { kind: "client", asks: "client" },
  account: { kind: "account", asks: "accountBalance" },
  original: { kind: "operation", asks: "operation" },
  reversedBy: { kind: "operation", asks: "operation" }
} as const

export type Expansion = keyof typeof expansions

const names = Object.keys(expansions).join("|")

/** What is wanted, as `outlet`, or two steps away: `outlet.owner`. */
const ExpansionPath = Schema.String.check(
  Schema.isPattern(new RegExp(`^(${names})(\\.(${names}))?$`), {
    expected: `one of ${Object.keys(expansions).join(", ")}, or two of them with a point between them`
  })
)

/** The field of a question whose answers name things. */
export const expandable = {
  /** What is sent with the answer, in `expanded`, by kind and id: as far as the caller may ask for it. */
  expand: Schema.optionalKey(Schema.Array(ExpansionPath).check(Schema.isMaxLength(8)))
}

/** What was sent with an answer: what each thing's own address would have answered. What is not there may not be seen, or is not there. */
export type Expanded = Readonly<
  Partial<
    Record<
      (typeof expansions)[Expansion]["kind"],
      Readonly<Record<string, Readonly<Record<string, Schema.Json>>>>
    >
  >
>
