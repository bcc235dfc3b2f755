/**
 * Exchanges: a request and its answer, free of any framework.
 *
 * @module
 */
import type * as Effect from "effect/Effect"
import type { Admitted } from "./Access.ts"
import type { Scope } from "./api/groups.ts"
import type { Language } from "./api/languages.ts"
import type { Problem } from "./api/Problem.ts"
import type { Caller } from "./Caller.ts"

/** A request, as far as any framework knows it. */
export interface Asked {
  /** In capitals. */
  readonly method: string
  /** Path and query, from the mount's own root on. */
  readonly path: string
  readonly host: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The whole body; empty where the route reads it as a stream. */
  readonly body: Uint8Array
  /** The body of a route that reads a stream. */
  readonly stream?: AsyncIterable<Uint8Array>
  /** The address that it came from. */
  readonly source: string | undefined
}

/** What is answered. */
export interface Answer {
  readonly status: number
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** Text, or its pieces as they come. */
  readonly body: string | AsyncIterable<string>
  /** It ends only when somebody hangs up; a service that is stopped does. Absent: it ends by itself. */
  readonly isEndless?: boolean
}

/** A request by a caller who may make it. */
export interface Hearing {
  readonly caller: Caller
  /** Who that is by now, if they may still make it. Absent: who was let in stays so. */
  readonly again?: Effect.Effect<Caller, Problem>
  /** Counts a look-up that is one of many, where limits are kept. */
  readonly counts?: Admitted["counts"] | undefined
  readonly asked: Asked
  /** The fields that stood in the path. */
  readonly inPath: Readonly<Record<string, string>>
  /** What came after the question mark. */
  readonly query: string
  readonly language: Language
}

/** Answers a request that may be made. What it does not expect is a fault of the server. */
export type Handler = (hearing: Hearing) => Effect.Effect<Answer, Problem>

/** A route with what is done there. */
export interface Served {
  readonly name: string
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: string
  /** Scopes, of which the caller needs one. Empty: whoever is known. `undefined`: anybody, known or not. */
  readonly needs: ReadonlyArray<Scope> | undefined
  /** What may be sent: nothing, one JSON document, or lines of JSON, which are read as they come. */
  readonly takes: "nothing" | "json" | "jsonOrLines"
  /** What a defect means: a command may have been performed all the same. */
  readonly isCommand: boolean
  readonly handle: Handler
}

export const header = ({ headers }: Pick<Asked, "headers">, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "string" || value === undefined ? value : value.join(", ")
}
