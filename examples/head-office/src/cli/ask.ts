/**
 * Asking the head office: what it refuses and what it does not answer ends the command, all else is given on and shown.
 *
 * @module
 */
import type { CommandAnswer, DoneAnswer, NoAnswer, ProblemDocument } from "@tessera/http/api"
import * as Console from "effect/Console"
import type * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import { codeIn, type Ended, inWords, notKnown, refused } from "./Ended.ts"
import { Json, session } from "./Session.ts"

type Answer<A> =
  | { readonly outcome: "answered"; readonly found: A }
  | { readonly outcome: "refused"; readonly problem: ProblemDocument }

type NeedsUrl = GlobalFlag.Setting.Identifier<"url"> | GlobalFlag.Setting.Identifier<"key-file">

/** Where nobody answered; a question changes nothing, and may be asked again. */
const noAnswer = (further: string): Effect.Effect<never, Ended, NeedsUrl> =>
  Effect.flatMap(session, ({ url }) => Effect.fail(notKnown(`No answer from ${url}. ${further}`)))

/** What a question found. */
export const found = <A>(answer: Effect.Effect<Answer<A>, NoAnswer>): Effect.Effect<A, Ended, NeedsUrl> =>
  answer.pipe(
    Effect.catch(() => noAnswer("Is the server running, and is the address right?")),
    Effect.flatMap((one) =>
      one.outcome === "answered" ? Effect.succeed(one.found) : Effect.fail(refused(one.problem))
    )
  )

/** The same of something that is named: `outlet Harbour`. */
export const foundNamed = <A>(what: string, answer: Effect.Effect<Answer<A>, NoAnswer>) =>
  Effect.mapError(found(answer), (ended) =>
    codeIn(ended) === "not_found" ? inWords(ended, `There is no ${what}.`) : ended
  )

/** All pages of a list. */
export const all = <A>(
  page: (
    after: string | undefined
  ) => Effect.Effect<Answer<{ readonly data: ReadonlyArray<A>; readonly nextCursor?: string }>, NoAnswer>
): Effect.Effect<ReadonlyArray<A>, Ended, NeedsUrl> =>
  Effect.gen(function* () {
    const rows: Array<A> = []
    let after: string | undefined
    do {
      const { data, nextCursor } = yield* found(page(after))
      rows.push(...data)
      after = nextCursor
    } while (after !== undefined)
    return rows
  })

/** The next page of a list, as large as it may be. */
export const pageAfter = (after: string | undefined) => ({
  limit: 200,
  ...(after !== undefined && { after })
})

type Approved = Extract<CommandAnswer, { readonly outcome: "approved" }>

/** The receipt of a command. Without an answer it is said how the same command finds out. */
export const approved = (answer: Effect.Effect<CommandAnswer>): Effect.Effect<Approved, Ended, NeedsUrl> =>
  Effect.flatMap(answer, (one) => {
    if (one.outcome === "approved") return Effect.succeed(one)
    if (one.outcome !== "inDoubt") return Effect.fail(refused(one.problem))
    const said = `Whether it was done is not known. The same with --idempotency-key ${one.key} finds out, and does nothing twice.`
    return one.problem === undefined ? noAnswer(said) : Effect.fail(notKnown(said, one.problem))
  })

/** The same of something that is to be there anew: what is there already is not changed. */
export const created = (what: string, answer: Effect.Effect<CommandAnswer>) =>
  Effect.mapError(approved(answer), (ended) =>
    codeIn(ended) === "stale_version"
      ? inWords(ended, `${what} is there already: nothing was changed.`)
      : // The document is what was sent, to whoever has written one.
        inWords(ended, ended.message.replaceAll("\n  to.", "\n  "))
  )

/** What was done by a request that is sent once; `look` says where to see whether it was. */
export const done = <A>(
  answer: Effect.Effect<DoneAnswer<A>, NoAnswer>,
  look: string
): Effect.Effect<A, Ended, NeedsUrl> =>
  answer.pipe(
    Effect.catch(() => noAnswer(`Whether it was done is not known: ${look}`)),
    Effect.flatMap((one) => {
      if (one.outcome === "done") return Effect.succeed(one.found)
      const { problem } = one
      return Effect.fail(
        problem.status >= 500 ? notKnown(`${problem.detail} ${look}`, problem) : refused(problem)
      )
    })
  )

/** The same of something that is named. */
export const doneNamed = <A>(what: string, answer: Effect.Effect<DoneAnswer<A>, NoAnswer>, look: string) =>
  Effect.mapError(done(answer, look), (ended) =>
    codeIn(ended) === "not_found" ? inWords(ended, `There is no ${what}.`) : ended
  )

/** Prints a document for programs, or a text for people. */
export const show = (
  document: unknown,
  text: string
): Effect.Effect<void, never, GlobalFlag.Setting.Identifier<"json">> =>
  Effect.flatMap(Json, (isJson) => Console.log(isJson ? JSON.stringify(document) : text))
