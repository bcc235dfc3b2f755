/** What a store writes of an account is what it reads again: no field of it is forgotten. */
import { Ids } from "@tessera/core"
import { Account } from "@tessera/core/ports"
import { expect, it } from "vitest"
import { accountColumns } from "../src/postgres/columns.ts"
import { accountRow, readAccount } from "../src/rows.ts"

/** As the statements name the columns that they read. */
const nameRead = (column: string): string => column.replace(/_[a-z]/g, (tail) => tail.slice(1).toUpperCase())

const bare: Account = {
  id: Ids.AccountId.make("acc_1"),
  program: Ids.ProgramId.make("member"),
  status: "open",
  openedAt: 1_795_226_400_000,
  wallets: [],
  cards: []
}

/** One that has everything an account can have: a field that is new does not compile until it is here. */
const full: Required<Account> = {
  ...bare,
  status: "closing",
  frozen: "debit",
  holder: "h1",
  cardType: "gold",
  referrer: Ids.AccountId.make("acc_2"),
  wallets: [{ asset: "CNY", wallet: Ids.WalletId.make("wal_operator:ana=CNY") }],
  cards: [Ids.CardIndex.make("abc")],
  pin: {
    hash: "$argon2id$",
    setBy: Ids.OperationId.make("op_1"),
    tries: 1,
    wrong: 7,
    lockedUntil: 1_795_227_000_000
  },
  issues: [
    { card: Ids.CardIndex.make("abc"), issueNumber: 2, tries: 1, wrong: 3, lockedUntil: 1_795_227_000_000 }
  ],
  numbersAllotted: 256,
  oneTimeCode: {
    requestedBy: Ids.OperationId.make("op_2"),
    requestedAt: 1_795_226_400_000,
    digits: 6,
    expiresAt: 1_795_226_700_000,
    verb: "Redeem",
    amount: 500n,
    currency: "CNY",
    tries: 1,
    wrong: 2,
    lockedUntil: 1_795_227_000_000
  },
  authorizations: [
    {
      request: `req_${"0".repeat(26)}`,
      hash: "f00d",
      grantedBy: Ids.OperationId.make("op_1"),
      expiresAt: 1_795_227_000_000,
      tries: 2,
      status: "granted"
    }
  ],
  offlineTries: { tries: 2, wrong: 5, lockedUntil: 1_795_227_000_000 }
}

it.each([
  ["with what all have", bare],
  ["with everything", full]
])("reads an account back as it was written: %s", (_, account) => {
  const row = accountRow(account)
  const read = accountColumns.map(([name], n) => [nameRead(name), row[n] ?? null])
  expect(readAccount(Object.fromEntries(read))).toEqual(account)
})
