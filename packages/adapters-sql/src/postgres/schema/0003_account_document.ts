/**
 * A document beside an account's columns: what few accounts have. A release that does not know it leaves it alone.
 *
 * @module
 */
export const accountDocument = (schema: string): ReadonlyArray<string> => [
  `alter table ${schema}.account add column document json
    check (document is null or json_typeof(document) = 'object')`
]
