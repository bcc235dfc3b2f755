/** Codes that people type: made without look-alikes, and read however they are written down. */
import { expect, it } from "vitest"
import { opened, shop } from "./shop.ts"

const [program] = shop.programs
const coded = (numbering: object) => ({ ...shop, programs: [{ ...program, numbering }] })
const here = { outlet: "SHOP1", currency: "EUR" }

const issued = async (service: Awaited<ReturnType<typeof opened>>, key: string): Promise<string> => {
  const outcome = await service.issue({
    ...here,
    key,
    program: "gift",
    amount: 100,
    tender: { kind: "cash" }
  })
  if (outcome.outcome !== "approved") throw new Error("not issued")
  return outcome.receipt.card ?? ""
}

it("are written without characters that look alike, and end in a check character", async () => {
  await using service = await opened({
    configuration: coded({ prefix: "GC", length: 16, alphabet: "crockford" })
  })
  for (let n = 0; n < 20; n++)
    expect(await issued(service, `i${n}`)).toMatch(/^GC[0-9ABCDEFGHJKMNPQRSTVWXYZ]{14}$/)
})

it("are found with O for 0, I or L for 1, small letters, spaces and dashes", async () => {
  await using service = await opened({
    configuration: coded({ prefix: "G01", length: 16, alphabet: "crockford" })
  })
  const code = await issued(service, "i")
  const spellings = [
    code,
    code.toLowerCase(),
    code.replaceAll("0", "O").replaceAll("1", "I"),
    code.replaceAll("0", "o").replaceAll("1", "l"),
    (code.match(/.{1,4}/g) ?? []).join("-"),
    (code.match(/.{1,4}/g) ?? []).join(" ").replaceAll("0", "O")
  ]
  for (const [n, card] of spellings.entries())
    expect(await service.redeem({ ...here, key: `r${n}`, card, amount: 1 })).toMatchObject({
      outcome: "approved"
    })
  const wrong = `${code.slice(0, 8)}${code[8] === "7" ? "8" : "7"}${code.slice(9)}`
  expect(await service.redeem({ ...here, key: "w", card: wrong, amount: 1 })).toMatchObject({
    decline: { code: "card_number_invalid" }
  })
})

it("of another shape stay as they are", async () => {
  await using service = await opened({
    configuration: coded({ prefix: "G01", length: 16, alphabet: "crockford" })
  })
  await service.issue({ key: "i", program: "gift", card: "OLIVE-1" })
  expect(await service.balance({ card: "OLIVE 1" })).toHaveProperty("wallets")
  expect(await service.balance({ card: "01IVE-1" })).toMatchObject({ decline: { code: "card_unknown" } })
})

it("of digits may be checked by ISO 7064", async () => {
  await using service = await opened({
    configuration: coded({ prefix: "96", length: 16, check: "iso7064" })
  })
  const number = await issued(service, "i")
  expect(await service.redeem({ ...here, key: "r", card: number, amount: 1 })).toMatchObject({
    outcome: "approved"
  })
  const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
  expect(await service.redeem({ ...here, key: "w", card: wrong, amount: 1 })).toMatchObject({
    decline: { code: "card_number_invalid" }
  })
})
