/**
 * A document beside an account's columns: what few accounts have.
 *
 * @module
 */
export const accountDocument = `
alter table account add column document text check (document is null or json_type(document) = 'object');
`
