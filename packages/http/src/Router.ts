/**
 * Finding the route of a request: by its path first, so that a wrong method can be told from a wrong address.
 *
 * @module
 */
import { problem, type Problem } from "./api/Problem.ts"
import type { Served } from "./Exchange.ts"

/** A route that was found, with the fields that stood in its path. */
export interface Found {
  readonly served: Served
  readonly inPath: Readonly<Record<string, string>>
  readonly query: string
}

export type Router = (method: string, path: string) => Found | Problem

type Methods = ReadonlyMap<string, Served>

/** A path of which some segments are fields. */
interface Pattern {
  readonly segments: ReadonlyArray<string>
  readonly methods: Methods
}

/** Characters of an address: the mark of a page is the longest thing in one. */
const longest = 8_192
const nothing: Readonly<Record<string, string>> = {}

const fieldName = (segment: string): string | undefined =>
  segment.startsWith("{") ? segment.slice(1, -1) : undefined

/** The fields of a path of a pattern, as they were sent; nothing where it is another path. */
const matched = (
  { segments }: Pattern,
  sent: ReadonlyArray<string>
): Readonly<Record<string, string>> | undefined => {
  const fields: Record<string, string> = {}
  for (const [n, segment] of segments.entries()) {
    const name = fieldName(segment)
    const given = sent[n] ?? ""
    if (name === undefined ? given !== segment : given === "") return undefined
    if (name !== undefined) fields[name] = given
  }
  return fields
}

const decoded = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined => {
  try {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, decodeURIComponent(value)])
    )
  } catch {
    return undefined
  }
}

const allowed = (methods: Methods): string =>
  [...methods.keys()].flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ")

const byMethod = (methods: Methods, method: string): Served | Problem =>
  methods.get(method === "HEAD" ? "GET" : method) ??
  problem("method_not_allowed", { headers: { allow: allowed(methods) } })

/** The more of a path is said, the sooner it is looked at: `/v1/holds/by-key/…` before `/v1/holds/{hold}/…`. */
const fixedFirst = (a: Pattern, b: Pattern): number => {
  const said = ({ segments }: Pattern) =>
    segments.map((segment) => (fieldName(segment) === undefined ? "0" : "1")).join("")
  return said(a) < said(b) ? -1 : 1
}

/** The routes by path: those without fields at once, the others by how many segments they have. */
export const routerOf = (all: ReadonlyArray<Served>): Router => {
  const paths = Map.groupBy(all, ({ path }) => path)
  const fixed = new Map<string, Methods>()
  const patterns = new Map<number, Array<Pattern>>()
  for (const [path, routes] of paths) {
    const methods = new Map(routes.map((route) => [route.method as string, route]))
    const segments = path.split("/")
    if (path.includes("{"))
      patterns.set(segments.length, [...(patterns.get(segments.length) ?? []), { segments, methods }])
    else fixed.set(path, methods)
  }
  for (const some of patterns.values()) some.sort(fixedFirst)

  return (method, address) => {
    if (address.length > longest) return problem("uri_too_long")
    const mark = address.indexOf("?")
    const [path, query] = mark < 0 ? [address, ""] : [address.slice(0, mark), address.slice(mark + 1)]
    const methods = fixed.get(path)
    if (methods !== undefined) {
      const served = byMethod(methods, method)
      return "_tag" in served ? served : { served, inPath: nothing, query }
    }
    const sent = path.split("/")
    for (const pattern of patterns.get(sent.length) ?? []) {
      const fields = matched(pattern, sent)
      if (fields === undefined) continue
      const served = byMethod(pattern.methods, method)
      if ("_tag" in served) return served
      const inPath = decoded(fields)
      return inPath === undefined ? problem("malformed") : { served, inPath, query }
    }
    return problem("not_found")
  }
}
