/**
 * Faults: what is wrong with a document, where, and what was expected there.
 *
 * @module
 */

/** What is wrong with a document: where, and what was expected. */
export interface Fault {
  readonly path: ReadonlyArray<string | number>
  readonly message: string
}

/** A fault of a configuration in one line: the path as in JavaScript, then what was expected there. */
export const faultText = ({ message, path }: Fault): string => {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("")
  return `${steps.replace(/^\./, "") || "the configuration"}: ${message}`
}

/** Ids that are there twice. */
export const doubles = (name: string, ids: ReadonlyArray<string>): ReadonlyArray<Fault> =>
  ids.flatMap((id, index) =>
    ids.indexOf(id) < index
      ? [{ path: [name, index, "id"], message: `Expected an id used once; ${id} is there twice` }]
      : []
  )

/** An id that nothing has. */
export const unknown = (
  path: Fault["path"],
  what: string,
  id: string | undefined,
  known: ReadonlyArray<string>
): ReadonlyArray<Fault> =>
  id === undefined || known.includes(id)
    ? []
    : [{ path, message: `Expected the id of ${what}: ${known.join(", ") || "none is configured"}` }]
