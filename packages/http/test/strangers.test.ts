/** A stranger on a public channel is answered the same, byte for byte but for names, for every card that is not accepted. */
import { demoConfiguration } from "@tessera/core/testing"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Asking, type Heard, openShop, type Shop } from "./shop.ts"

const configuration = {
  ...demoConfiguration,
  programs: demoConfiguration.programs.map((program) => ({
    ...program,
    capabilities: { ...program.capabilities, reportLost: true },
    verification: { pinAbove: "always", tries: 3, oneTimeCode: {} } as const
  }))
}

const money = { outlet: "KTV1", currency: "CNY" }
const issue = { ...money, program: "giftCard", amount: 5_000, tender: { kind: "cash" } }
const guess = { ...money, amount: 5, pin: "0000" }

/** What has become of a card; `none` was never issued. */
const states: Readonly<Record<string, ReadonlyArray<readonly [path: string, body?: object]>>> = {
  "in use": [],
  blocked: [["/v1/blocks", { reason: "asked" }]],
  lost: [["/v1/loss-reports", { reason: "asked" }]],
  deactivated: [["/v1/deactivations", { reason: "asked" }]],
  frozen: [["/v1/freezes", { reason: "asked" }]],
  locked: [
    ["/v1/redemptions", guess],
    ["/v1/redemptions", guess],
    ["/v1/redemptions", guess]
  ]
}

const sale = { ...money, amount: 5 }
/** What is asked without the right proof, on each public channel. */
const questions: Readonly<Record<string, readonly [path: string, body: object]>> = {
  "a sale without a PIN": ["/v1/redemptions", sale],
  "a sale with a wrong PIN": ["/v1/redemptions", { ...sale, pin: "9999" }],
  "a sale above all there is": ["/v1/redemptions", { ...sale, amount: 90_000 }],
  "a sale with a wrong code": ["/v1/redemptions", { ...sale, oneTimeCode: "000000" }],
  "a hold": ["/v1/holds", sale],
  "another PIN": ["/v1/pins", { newPin: "1234" }],
  "signing in": ["/v1/identifications", {}],
  "a code": ["/v1/one-time-codes", {}]
}

let shop: Shop
let keys = 0
const cards = new Map<string, string>()
const ask = (path: string, body: object, more: Asking = {}) =>
  shop.ask(path, { key: `key-${String((keys += 1)).padStart(6, "0")}`, body, ...more })

beforeAll(async () => {
  shop = await openShop({ configuration })
  for (const [n, [state, steps]] of Object.entries(states).entries()) {
    const card = `50${n}0-1007`
    cards.set(state, card)
    for (const [path, body] of [["/v1/cards", issue], ["/v1/pins", { newPin: "4711" }], ...steps] as const) {
      const heard = await ask(path, { ...body, card })
      assert.isBelow(heard.status, state === "locked" && body === guess ? 500 : 300, `${path} ${heard.text}`)
    }
  }
}, 60_000)
afterAll(() => shop[Symbol.asyncDispose]())

/** All that was answered, but for what names this answer alone. */
const withoutNames = ({ headers, status, text }: Heard): string => {
  const shown = [...headers].filter(([name]) => name !== "date" && name !== "x-request-id")
  const names =
    /op_[0-9a-zA-Z]+|key-\d{6}|"(approvalCode|recordedAt|sequence|requestId|instance)":("[^"]*"|\d+)/g
  return [status, ...shown.toSorted(([a], [b]) => a.localeCompare(b)), text].join("\n").replace(names, "")
}

describe.each(["web", "app", "kiosk"])("on the channel %s", (channel) => {
  it.each(Object.entries(questions))(
    "%s",
    async (_, [path, body]) => {
      const nobodys = withoutNames(await ask(path, { ...body, card: "5990-1007", channel }))
      for (const [state, card] of cards)
        assert.strictEqual(withoutNames(await ask(path, { ...body, card, channel })), nobodys, state)
    },
    60_000
  )
})
