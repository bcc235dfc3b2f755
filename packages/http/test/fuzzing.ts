/**
 * Hostile requests: made of the contract's own schemas and then broken, and bytes that no client would send. All of them come out
 * of a seed, so that what was found once is found again.
 */
import { openApi } from "../src/api/index.ts"

type Loose = ReturnType<typeof JSON.parse>

/** Numbers out of a seed: 0 up to, and not including, `below`. */
export type Drawing = (below: number) => number

/** mulberry32. */
export const drawing = (seed: number): Drawing => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** What must never come back: it stands wherever something secret is sent. */
export const hush = "hush-7391-never-to-be-told"

const secretNames =
  /^(pin|newPin|oneTimeCode|authorizationCode|cardSecret|password|totp|code|card|newCard|from|to|referrer)$/

const oddTexts = [
  "",
  " ",
  "\u0000",
  "__proto__",
  "constructor",
  "toString",
  "../../etc/passwd",
  "%00",
  "' OR 1=1 --",
  "<script>alert(1)</script>",
  "\ud800",
  "𝕊",
  "a".repeat(5_000),
  "KTV1",
  "4000-1234",
  "CNY",
  "acc_0",
  "2026-02-30",
  "-1",
  "1e400"
]
const oddNumbers = [0, -1, 1, 0.5, 1e21, -1e21, 2 ** 53, 2 ** 53 - 1, 1e308, 5e-324]

const one = <A>(draw: Drawing, all: ReadonlyArray<A>): A => all[draw(all.length)] as A

/** A value for a schema; one in eight is of another kind altogether. */
const valueOf = (document: Loose, schema: Loose, draw: Drawing, name = "", depth = 0): unknown => {
  if (schema?.$ref !== undefined) {
    const found = document.components.schemas[schema.$ref.split("/").at(-1)]
    return valueOf(document, found, draw, name, depth)
  }
  if (secretNames.test(name) && draw(2) === 0) return hush
  if (draw(8) === 0 || depth > 6) return one<unknown>(draw, [null, [], {}, true, ...oddTexts, ...oddNumbers])
  if (schema?.const !== undefined) return schema.const
  if (schema?.enum !== undefined) return one(draw, schema.enum as ReadonlyArray<unknown>)
  if (schema?.anyOf !== undefined)
    return valueOf(document, one<Loose>(draw, schema.anyOf), draw, name, depth + 1)
  switch (schema?.type) {
    case "integer":
    case "number":
      return draw(2) === 0 ? one(draw, oddNumbers) : draw(100_000)
    case "boolean":
      return draw(2) === 0
    case "array":
      return Array.from({ length: draw(4) }, () => valueOf(document, schema.items, draw, "", depth + 1))
    case "object": {
      const fields = Object.entries<Loose>(schema.properties ?? {}).filter(
        ([field]) => schema.required?.includes(field) === true || draw(3) === 0
      )
      return Object.fromEntries(
        fields.map(([field, shape]) => [field, valueOf(document, shape, draw, field, depth + 1)])
      )
    }
    default:
      return one(draw, oddTexts)
  }
}

/** A request that is written to a socket as it is. */
export interface Hostile {
  readonly name: string
  readonly bytes: Buffer
}

const text = (value: unknown): string => {
  try {
    return JSON.stringify(value)
  } catch {
    return "null"
  }
}

/** How a body is broken for good: whatever else it is, nothing may be done for it. */
const breakings: Readonly<Record<string, (json: string, draw: Drawing) => string | Buffer>> = {
  "a field too many": (json) => json.replace(/\}$/, `${json === "{}" ? "" : ","}"nobodysField":1}`),
  __proto__: (json) => json.replace(/\}$/, `${json === "{}" ? "" : ","}"__proto__":{"scopes":"all"}}`),
  "a name twice": (json) => json.replace(/\}$/, `${json === "{}" ? "" : ","}"twice":1,"twice":2}`),
  "a name twice, spelled otherwise": (json) =>
    json.replace(/\}$/, `${json === "{}" ? "" : ","}"tw\\u0069ce":1,"twice":2}`),
  "nested without end": (json, draw) => {
    const levels = 40 + draw(5_000)
    return json.replace(
      /\}$/,
      `${json === "{}" ? "" : ","}"deep":${"[".repeat(levels)}${"]".repeat(levels)}}`
    )
  },
  "cut off": (json, draw) => json.slice(0, draw(json.length)),
  "no text": (json) => Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
  "a number that is rounded": (json) =>
    json.replace(/\}$/, `${json === "{}" ? "" : ","}"amount2":1.00000000000000000001}`),
  "no object": (json, draw) => one(draw, ["[]", "null", "1", '"x"', "", "[".repeat(100_000), json + json])
}

const headerText = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")

const address = (path: string, operation: Loose, document: Loose, draw: Drawing): string => {
  const shown = (value: unknown) =>
    encodeURIComponent((typeof value === "string" ? value : text(value)).toWellFormed())
  const filled = path.replaceAll(/\{[^}]+\}/g, () => shown(one(draw, oddTexts)).slice(0, 500) || "x")
  const inQuery = (operation.parameters ?? []).filter((parameter: Loose) => parameter.in === "query")
  const query = inQuery
    .filter(() => draw(2) === 0)
    .map(({ name, schema }: Loose) => `${name}=${shown(valueOf(document, schema, draw, name)).slice(0, 300)}`)
  if (draw(6) === 0) query.push("__proto__=1", "limit=1", "limit=2")
  return query.length === 0 ? filled : `${filled}?${query.join("&")}`
}

/** Requests of the contract, broken. Questions may be whole: they change nothing. */
export const ofContract = (key: string): ((draw: Drawing) => Hostile) => {
  const document = openApi() as Loose
  const isQuestion = (operation: Loose): boolean =>
    operation.responses["200"] !== undefined && !/^(ping|update)|^batch$/.test(operation.operationId)
  const all = Object.entries<Loose>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Loose>(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation
    }))
  )
  return (draw) => {
    const { method, operation, path } = one(draw, all)
    const schema = operation.requestBody?.content["application/json"]?.schema
    const value = schema === undefined ? {} : valueOf(document, schema, draw)
    const json = typeof value === "object" && value !== null && !Array.isArray(value) ? text(value) : "{}"
    const [how, breaking] = one(draw, Object.entries(breakings))
    const isWhole = schema !== undefined && isQuestion(operation) && draw(2) === 0
    const isBodiless = schema === undefined && method !== "GET"
    const body = schema === undefined ? Buffer.alloc(0) : Buffer.from(isWhole ? json : breaking(json, draw))
    const name = `${method} ${path}: ${isWhole ? "whole" : how}`
    const headers = {
      host: "localhost",
      authorization: isBodiless || draw(12) === 0 ? `Bearer test_${hush}` : `Bearer ${key}`,
      "idempotency-key":
        draw(10) === 0 ? one(draw, ["", "\u00e9", "x".repeat(300), "a b"]) : `k${draw(1_000_000)}`,
      accept: draw(20) === 0 ? "image/png" : one(draw, ["*/*", "application/json", "application/x-ndjson"]),
      "accept-language": one(draw, ["en", "zh", "bg", "xx;q=9", "*", "-".repeat(500)]),
      "if-match": one(draw, ['"v1"', "*", '"v0"', "W/x", ""]),
      "content-type":
        draw(20) === 0
          ? one(draw, ["application/json; charset=utf-7", "text/plain", ""])
          : "application/json",
      ...(draw(20) === 0 && {
        signature: "sig=:AA==:",
        "signature-input": 'sig=("@method");created=1;keyid="x"'
      }),
      ...(draw(30) === 0 && { "content-encoding": "gzip" }),
      ...(draw(30) === 0 && { [`x-${"f".repeat(50)}`]: "v".repeat(4_000) })
    }
    const head = `${method} ${address(path, operation, document, draw)} HTTP/1.1\r\n${headerText(headers)}content-length: ${body.length}\r\n\r\n`
    return { name, bytes: Buffer.concat([Buffer.from(head, "latin1"), body]) }
  }
}

/** Bytes that are two things at once, or none: the server answers them with a 4xx, or hangs up, and does nothing. */
export const corpus = (key: string): ReadonlyArray<Hostile> => {
  const sale = '{"card":"4000-1234","outlet":"KTV1","amount":1,"currency":"CNY"}'
  const inner = `POST /v1/redemptions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nIdempotency-Key: smuggled\r\nContent-Type: application/json\r\nContent-Length: ${sale.length}\r\n\r\n${sale}`
  const post = (head: string, body: string, path = "/v1/balances"): string =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${head}\r\n${body}`
  const chunked = `0\r\n\r\n${inner}`
  const length = Buffer.byteLength(chunked)
  const raw: Readonly<Record<string, string>> = {
    "a length and chunks": post(`Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n`, chunked),
    "chunks and a length": post(`Transfer-Encoding: chunked\r\nContent-Length: 4\r\n`, chunked),
    "two lengths": post(`Content-Length: 0\r\nContent-Length: ${inner.length}\r\n`, inner),
    "two lengths in one": post(`Content-Length: 0, ${inner.length}\r\n`, inner),
    "a length with a plus": post(`Content-Length: +0\r\n`, inner),
    "a length that is none": post(`Content-Length: 0x10\r\n`, inner),
    "a negative length": post(`Content-Length: -1\r\n`, inner),
    "a length that overflows": post(`Content-Length: 18446744073709551616\r\n`, inner),
    "chunked, spelled otherwise": post(`Transfer-Encoding: xchunked\r\n`, chunked),
    "chunked twice": post(`Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n`, chunked),
    "chunked after a tab": post(`Transfer-Encoding:\tchunked\r\nContent-Length: ${length}\r\n`, chunked),
    "chunked before a vertical tab": post(`Transfer-Encoding: \vchunked\r\nContent-Length: 0\r\n`, chunked),
    "a space before the colon": post(`Content-Length : ${inner.length}\r\n`, inner),
    "a folded header": post(`X-A: a\r\n Content-Length: 0\r\nTransfer-Encoding:\r\n chunked\r\n`, chunked),
    "lines without a return": `POST /v1/balances HTTP/1.1\nHost: x\nContent-Length: ${inner.length}\n\n${inner}`,
    "a return without a line": post(`X: a\rContent-Length: 5\r\nContent-Length: 0\r\n`, inner),
    "a null in a header": post(`X: a\u0000b\r\nContent-Length: 0\r\n`, ""),
    "a chunk size with a sign": post(`Transfer-Encoding: chunked\r\n`, `-1\r\n${inner}`),
    "a chunk size that overflows": post(`Transfer-Encoding: chunked\r\n`, `ffffffffffffffff1\r\n${inner}`),
    "a chunk that is longer than it says": post(`Transfer-Encoding: chunked\r\n`, `1\r\n${inner}`),
    "an endless chunk extension": post(
      `Transfer-Encoding: chunked\r\n`,
      `1;${"a".repeat(40_000)}\r\n{\r\n0\r\n\r\n`
    ),
    "trailers that smuggle": post(
      `Transfer-Encoding: chunked\r\n`,
      `0\r\nContent-Length: 5\r\nAuthorization: x\r\n\r\n`
    ),
    "no host": "GET /livez HTTP/1.1\r\n\r\n",
    "two hosts": "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "HTTP/0.9": "GET /livez\r\n",
    "HTTP/2 without asking": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": "GET /livez HTTP/9.9\r\nHost: x\r\n\r\n",
    "no method": " /livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method of its own": "BREW /v1/redemptions HTTP/1.1\r\nHost: x\r\n\r\n",
    "a whole address": "GET http://evil.example/v1/network HTTP/1.1\r\nHost: x\r\n\r\n",
    connect: "CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an upgrade": "GET /v1/events HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    "two dots": "GET /v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a broken escape": "GET /v1/outlets/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    "half of a character": "GET /v1/outlets/%c3%28 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a null in the path": "GET /v1/outlets/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address without end": `GET /${"a".repeat(12_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    "a flood of headers": `GET /livez HTTP/1.1\r\nHost: x\r\n${"X-Y: z\r\n".repeat(1_500)}\r\n`,
    "a header without end": `GET /livez HTTP/1.1\r\nHost: x\r\nX: ${"z".repeat(60_000)}\r\n\r\n`,
    "headers that are prototypes":
      "GET /livez HTTP/1.1\r\nHost: x\r\n__proto__: a\r\nconstructor: b\r\nhasOwnProperty: c\r\n\r\n",
    "an expectation": post("Expect: 200-maybe\r\nContent-Length: 0\r\n", ""),
    noise: "\u0000\u0001\u0002\u0016\u0003\u0001\u0002\u0000\r\n\r\n"
  }
  return Object.entries(raw).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes, "latin1") }))
}
