/**
 * Three lines to paste: a gift card is sold, tea is paid with it, and somebody asks what is left.
 *
 * @module
 */

/** What is sent where; each command under a key of its own, so that pasting it twice does it once. */
const asked = [
  {
    path: "/v1/cards",
    key: "first-card",
    body: {
      program: "gift",
      card: "4000-1234",
      outlet: "Centre",
      amount: 5_000,
      currency: "EUR",
      tender: { kind: "cash" }
    }
  },
  {
    path: "/v1/redemptions",
    key: "first-tea",
    body: { card: "4000-1234", outlet: "Centre", amount: 1_250, currency: "EUR" }
  },
  { path: "/v1/balances", key: undefined, body: { card: "4000-1234" } }
] as const

/** The lines, for a server at an address and whoever has the key. */
export const curlLines = (url: string, key: string): ReadonlyArray<string> =>
  asked.map(({ body, key: idempotencyKey, path }) =>
    [
      `curl -s -w '\\n' ${url}${path} -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json'`,
      ...(idempotencyKey === undefined ? [] : [`-H 'Idempotency-Key: ${idempotencyKey}'`]),
      `-d '${JSON.stringify(body)}'`
    ].join(" ")
  )
