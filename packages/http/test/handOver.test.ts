/** The page of a shift over HTTP: with the checkpoint that it is asked with, now and as it was. */
import { demoConfiguration } from "@tessera/core/testing"
import { expect, it } from "vitest"
import { openShop } from "./shop.ts"

const { outlets, ...rest } = demoConfiguration
const configuration = {
  ...rest,
  outlets: outlets.map((outlet) => ({ ...outlet, shifts: "counted" as const })),
  operators: [{ id: "amy", role: "cashier" as const }]
}
const currency = "CNY"

it("a hand-over names a checkpoint, and is what it was", async () => {
  await using shop = await openShop({ configuration })
  const at = { outlet: "KTV1", operator: "amy" }
  const float = { amount: 1_000, currency }
  const opened = await shop.ask("/v1/shifts", { key: "o", body: { ...at, shift: "s1", float } })
  expect(opened.status).toBe(201)
  const asOf = encodeURIComponent(new Date().toISOString())
  await new Promise((resolve) => setTimeout(resolve, 2))
  const counted = [{ tender: "cash", amount: 990, currency }]
  const closed = await shop.ask("/v1/shifts/s1/closings", { key: "c", body: { ...at, counted } })
  expect(closed.status).toBe(201)

  const page = async (query: string) => (await shop.ask(`/v1/shifts/s1/hand-over${query}`)).text.split("\n")
  const [plain, named] = [await page(""), await page("?checkpoint=3F2A-91BC-0D4E-77A1-K")]
  expect(plain).toContainEqual(expect.stringMatching(/^Difference +-0\.10$/))
  expect(plain).not.toContain("Checkpoint")
  expect(named.slice(named.indexOf("Checkpoint")).slice(0, 2)).toEqual([
    "Checkpoint",
    "3F2A-91BC-0D4E-77A1-K"
  ])
  expect(named.filter((line) => !plain.includes(line))).toEqual(["Checkpoint", "3F2A-91BC-0D4E-77A1-K"])
  expect(await page(`?asOf=${asOf}`)).toContainEqual(expect.stringMatching(/^Closed +still open$/))

  const status = async (path: string) => (await shop.ask(path)).body
  expect(await shop.ask(`/v1/shifts/s1?asOf=${asOf}`)).toMatchObject({ body: { status: "open" } })
  expect(await status(`/v1/shifts?asOf=${asOf}`)).toMatchObject({ data: [{ status: "open" }] })
  expect(await status("/v1/shifts")).toMatchObject({ data: [{ status: "remitted" }] })
  expect((await shop.ask("/v1/shifts/s1/hand-over?checkpoint=%1B%40")).status).toBe(400)
})
