/** Hostile requests in a form that every run can afford; `npm run fuzz:http` is the long campaign. */
import { describe, expect, it } from "vitest"
import { campaign } from "./campaign.ts"

/** Fewer where time is short. */
const requests = process.env["TESSERA_ALL"] === undefined ? 4_000 : 20_000

describe(`${requests} hostile requests`, () => {
  it("are refused: no fault, no secret told, and the ledger is the one it was", async () => {
    const { statuses, wrong } = await campaign(requests, 20_261_122)
    expect(wrong.slice(0, 3).join("\n\n")).toBe("")
    for (const status of [400, 401, 404, 406, 415])
      expect([status, (statuses[status] ?? 0) > requests / 200]).toEqual([status, true])
  }, 120_000)
})
