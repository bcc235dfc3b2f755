import { open, type Outcome } from "@tessera/core/promise"
import { MemoryStore } from "@tessera/core/memory"

const configuration = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "SHOP1", owner: "hq" }],
  programs: [
    {
      id: "gift",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      numbering: { prefix: "9860", length: 16 },
      subWallets: [
        { id: "main", funding: "paid", validity: { years: 3 } },
        { id: "coffee", funding: "promotional", rule: { categories: ["coffee"] } }
      ],
      offers: [{ id: "50+5", pay: 5000, bonus: { subWallet: "coffee", amount: 500 } }]
    }
  ]
}
const secret = "at least 32 characters, kept outside of the database"
await using pos = await open({ configuration, store: MemoryStore.layer, secret })

const shown = (outcome: Outcome): string => {
  switch (outcome.outcome) {
    case "approved":
      return `paid by ${outcome.receipt.drawn?.map(({ amount, subWallet }) => `${subWallet} ${amount}`).join(" and ")}`
    case "declined":
      return `declined: ${outcome.decline.code}`
    case "invalid":
      return `cannot be read: ${outcome.errors[0]?.message}`
    case "inDoubt":
      return "nothing is known: send the same key again"
  }
}

const issued = await pos.issue({ key: "T1-1", program: "gift" })
const card = issued.outcome === "approved" ? (issued.receipt.card ?? "") : ""
const here = { card, outlet: "SHOP1", currency: "EUR" }
await pos.load({ ...here, key: "T1-2", amount: 5000, tender: { kind: "cash" }, offer: "50+5" })

const lines = [{ category: "coffee", amount: 300 }, { category: "book", amount: 2000 }]
console.log(shown(await pos.redeem({ ...here, key: "T1-3", amount: 2300, lines }))) // => paid by coffee 300 and main 2000
console.log(shown(await pos.redeem({ ...here, key: "T1-4", amount: 9900 }))) // => declined: insufficient_funds
console.log(shown(await pos.redeem({ ...here, key: "T1-5", amount: 0 }))) // => cannot be read: Expected a positive integer of minor units below 2^53
