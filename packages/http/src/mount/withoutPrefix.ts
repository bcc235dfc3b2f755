/**
 * The path of a request below where the service is mounted, for frameworks that do not cut it off themselves.
 *
 * @module
 */

/** What of a path, with its query, comes after a prefix; the whole of it where it is not below the prefix. */
export const withoutPrefix = (path: string, prefix: string): string => {
  if (prefix === "" || !path.startsWith(prefix)) return path
  const rest = path.slice(prefix.length)
  if (rest === "" || rest.startsWith("?")) return `/${rest}`
  return rest.startsWith("/") ? rest : path
}
