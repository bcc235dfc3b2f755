/** Pages of shifts and remittances: nothing comes twice and nothing is left out, whatever happens between two of them. */
import { demoConfiguration } from "@tessera/core/testing"
import { expect, it } from "vitest"
import { openShop, type Shop } from "./shop.ts"

const { outlets, ...rest } = demoConfiguration
const configuration = {
  ...rest,
  outlets: outlets.map((outlet) => ({ ...outlet, shifts: "counted" as const })),
  operators: ["amy", "bob", "cat", "dan"].map((id) => ({ id, role: "cashier" as const }))
}
const currency = "CNY"
let asked = 0

const done = async (shop: Shop, path: string, body: object) => {
  const { status, text } = await shop.ask(path, { key: `k${(asked += 1)}`, body })
  if (status !== 201) throw new Error(text)
}
const openShift = (shop: Shop, shift: string, operator: string, outlet: string) =>
  done(shop, "/v1/shifts", { outlet, operator, shift, float: { amount: 1_000, currency } })
const closeShift = (shop: Shop, shift: string, operator: string, outlet: string) =>
  done(shop, `/v1/shifts/${shift}/closings`, {
    outlet,
    operator,
    counted: [{ tender: "cash", amount: 1_000, currency }]
  })

interface Listed {
  readonly shift: { readonly id: string }
}
const idsIn = (data: ReadonlyArray<Listed>) => data.map(({ shift }) => shift.id)

it("a shift that is opened at an outlet before does not bring one back that was listed", async () => {
  await using shop = await openShop({ configuration })
  await openShift(shop, "b1", "amy", "KTV2")
  await openShift(shop, "b2", "bob", "KTV2")
  const first = (await shop.ask("/v1/shifts?limit=1")).body
  await openShift(shop, "a1", "cat", "KTV1")
  const second = (await shop.ask(`/v1/shifts?limit=5&after=${first.nextCursor}`)).body
  expect([idsIn(first.data), idsIn(second.data)]).toEqual([["b1"], ["b2"]])
})

it("one that is closed does not hide one that is open", async () => {
  await using shop = await openShop({ configuration })
  await openShift(shop, "s1", "amy", "KTV1")
  await openShift(shop, "s2", "bob", "KTV1")
  await openShift(shop, "s3", "cat", "KTV1")
  const first = (await shop.ask("/v1/shifts?status=open&limit=1")).body
  await closeShift(shop, "s1", "amy", "KTV1")
  const second = (await shop.ask(`/v1/shifts?status=open&limit=5&after=${first.nextCursor}`)).body
  expect([idsIn(first.data), idsIn(second.data)]).toEqual([["s1"], ["s2", "s3"]])
})

it("what a shift names is sent with it", async () => {
  await using shop = await openShop({ configuration })
  await openShift(shop, "s1", "amy", "KTV1")
  const { expanded } = (await shop.ask("/v1/shifts?expand=outlet.owner,operator")).body
  expect([expanded.outlet, expanded.owner, expanded.operator].map((all) => Object.keys(all))).toEqual([
    ["KTV1"],
    ["hq"],
    ["amy"]
  ])
})
