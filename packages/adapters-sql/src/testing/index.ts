/**
 * For tests of programs that keep their ledger in PostgreSQL: a server of their own.
 *
 * @module
 */
export {
  programsOf,
  type Release,
  type TemporaryPostgres,
  temporaryPostgres,
  type TemporaryPostgresOptions
} from "./TemporaryPostgres.ts"
