/** What a store writes of an account is what it reads again: no field of it is forgotten. */
import { Ids } from "@tessera/core"
import type { Account, Wallet } from "@tessera/core/ports"
import { expect, it } from "vitest"
import { accountColumns } from "../src/postgres/columns.ts"
import { accountRow, readAccount, readWallet, walletRow } from "../src/rows.ts"

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
  quarantined: 1_795_226_500_000,
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
  cycle: {
    last: { through: "2026-10-31", cut: [7, 9] },
    open: [6, 9],
    periods: [
      {
        through: "2026-10-31",
        cut: [7, 9],
        previous: { through: "2026-09-30", cut: [3, 2] },
        open: [2, 2],
        network: 4,
        status: "approved",
        approvedBy: [Ids.OperatorId.make("ana"), Ids.OperatorId.make("bo")],
        positions: [
          { owner: Ids.OwnerId.make("fr1"), issuer: Ids.OwnerId.make("hq"), asset: "CNY", due: -1250n }
        ],
        digest: "f00d"
      }
    ]
  },
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
  offlineTries: { tries: 2, wrong: 5, lockedUntil: 1_795_227_000_000 },
  shift: {
    id: Ids.ShiftId.make("s2"),
    outlet: Ids.OutletId.make("A1"),
    owner: Ids.OwnerId.make("hq"),
    terminal: Ids.TerminalId.make("T1"),
    operator: Ids.OperatorId.make("ana"),
    openedAt: 1_795_226_400_000,
    businessDate: "2026-11-21",
    currency: "CNY",
    float: 200n,
    takesOverFrom: Ids.ShiftId.make("s1"),
    difference: -3n,
    closed: {
      at: 1_795_227_000_000,
      operator: Ids.OperatorId.make("max"),
      counts: [
        { tender: "cash", currency: "CNY", expected: 500n, counted: 490n, variance: -10n },
        { tender: "bankCard", currency: "CNY", expected: 70n }
      ],
      leaves: 200n,
      remitted: 100n,
      passes: 0n,
      handsOverTo: Ids.OperatorId.make("bob"),
      note: "one coin was foreign"
    },
    takenOverBy: Ids.ShiftId.make("s3")
  },
  drawers: [
    {
      shift: Ids.ShiftId.make("s3"),
      operator: Ids.OperatorId.make("bob"),
      terminal: Ids.TerminalId.make("T1")
    },
    { shift: Ids.ShiftId.make("s4"), operator: Ids.OperatorId.make("cyd") }
  ]
}

it.each([
  ["with what all have", bare],
  ["with everything", full]
])("reads an account back as it was written: %s", (_, account) => {
  const row = accountRow(account)
  const read = accountColumns.map(([name], n) => [nameRead(name), row[n] ?? null])
  expect(readAccount(Object.fromEntries(read))).toEqual(account)
})

const lot: Wallet["lots"][number] = {
  id: Ids.LotId.make("lot_1_0"),
  subWallet: Ids.SubWalletId.make("main"),
  funding: "paid",
  funded: 100n,
  costBasis: 100n,
  fundedAt: 1,
  activeFrom: 1,
  expiresAt: 2,
  loadedAt: { outlet: Ids.OutletId.make("S1"), owner: Ids.OwnerId.make("hq") },
  remaining: 90n,
  held: 10n,
  promised: 0n
}
const share = { limit: Ids.LimitId.make("day"), window: "2026-11-21", amount: 10n }

const bareWallet: Wallet = {
  id: Ids.WalletId.make("wal_1_0"),
  account: Ids.AccountId.make("acc_1"),
  asset: "CNY",
  version: 1,
  head: "0".repeat(64),
  shard: 0,
  sequence: 1,
  lots: [],
  holds: [],
  uses: [],
  receivable: 0n
}

/** One that has everything a wallet can have: a field that is new does not compile until it is here. */
const fullWallet: Required<Wallet> = {
  ...bareWallet,
  lots: [lot],
  holds: [
    {
      id: Ids.HoldId.make("hold_2"),
      placedAt: 1,
      expiresAt: 2,
      tolerancePercent: 0,
      asked: 10n,
      captured: 0n,
      lines: [{ amount: 10n, category: "room" }],
      pins: [{ lot: lot.id, line: 0, amount: 10n }],
      drawn: [{ subWallet: lot.subWallet, amount: 10n }],
      reserved: [share]
    }
  ],
  uses: [{ limit: share.limit, window: share.window, consumed: 0n, reserved: 20n }],
  pendingLoads: [
    {
      load: Ids.OperationId.make("op_3"),
      askedAt: 1,
      expiresAt: 2,
      loadedAt: lot.loadedAt,
      terms: {
        amount: 10n,
        tender: "bankCard",
        subWallet: lot.subWallet,
        funding: "paid",
        validity: { years: 5, from: "lastLoad" },
        bonus: {
          amount: 3n,
          subWallet: Ids.SubWalletId.make("gift"),
          validity: { until: "2026-12-31" },
          release: { instalments: 3, every: "month", first: "atLoad" }
        },
        rebate: {
          amount: 1n,
          subWallet: Ids.SubWalletId.make("gift"),
          validity: undefined,
          release: undefined
        }
      },
      reserved: [{ ...share, counter: Ids.WalletId.make("wal_outlet:S1=CNY") }]
    }
  ],
  receivable: 5n,
  progress: { spent: 7n, reviewedAt: 3, visits: 2, visitedOn: "2026-11-21" },
  inactivity: { activeAt: 1, feeAt: 4 }
}

/** The document is the last of what changes with every operation. */
it.each([
  ["with what all have", bareWallet],
  ["with everything", fullWallet]
])("reads a wallet back as it was written: %s", (_, wallet) => {
  const { account, asset, head, id, receivable, sequence, shard, version } = wallet
  const columns = { account, asset, head, id, receivable: Number(receivable), sequence, shard, version }
  expect(readWallet({ ...columns, document: walletRow(wallet).at(-1) ?? null })).toEqual(wallet)
})
