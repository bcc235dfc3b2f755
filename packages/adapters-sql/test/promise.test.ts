/** The Promise API on a file: what was done is there when the program starts again. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { open } from "@tessera/core/promise"
import { afterEach, beforeEach, expect, it } from "vitest"

let folder = ""
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tessera-promise-"))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const gift = { id: "gift", version: 1, kind: "bearer", asset: { code: "EUR", exponent: 2 } }
const configuration = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "SHOP1", owner: "hq" }],
  programs: [{ ...gift, subWallets: [{ id: "main", funding: "paid" }] }]
}
const secret = "thirty-two characters or more, kept outside"
const opened = (options: object = {}) =>
  open({
    configuration,
    secret,
    store: (configuration) => SqliteStore.layer({ file: join(folder, "shop.db"), configuration }),
    ...options
  })
const here = { card: "9902 1234", outlet: "SHOP1", currency: "EUR" }

it("answers a repeated key after a restart as before, and goes on from the same balance", async () => {
  const before = await opened()
  await before.issue({ ...here, key: "1", program: "gift", amount: 5000, tender: { kind: "cash" } })
  const paid = await before.redeem({ ...here, key: "2", amount: 1200n })
  await before.close()

  await using after = await opened()
  expect(await after.redeem({ ...here, key: "2", amount: 1200 })).toEqual({ ...paid, replayed: true })
  expect(await after.redeem({ ...here, key: "3", amount: 3801 })).toMatchObject({
    outcome: "declined",
    decline: { code: "insufficient_funds", approvable: 3800n }
  })
})

it("gives the last unit of a file to exactly one of a hundred", async () => {
  await using pos = await opened()
  await pos.issue({ ...here, key: "1", program: "gift", amount: 1, tender: { kind: "cash" } })
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, n) => pos.redeem({ ...here, key: `r${n}`, amount: 1 }))
  )
  expect(all.filter(({ outcome }) => outcome === "approved")).toHaveLength(1)
})

it("does not open a file with another secret, and opens it with the right one afterwards", async () => {
  await (await opened()).close()
  await expect(opened({ secret: secret.toUpperCase() })).rejects.toMatchObject({ _tag: "WrongKey" })
  await using pos = await opened()
  expect(await pos.books()).toEqual([])
})
