/** What a checkpoint commits to, letter by letter: no column of a row may be altered, moved or lost without another text. */
import { describe, expect, it } from "vitest"
import { leafText, rowText } from "../../src/journal/leafText.ts"
import type { Link, Operation } from "../../src/journal/Operation.ts"
import type * as Ids from "../../src/values/Ids.ts"

const link = (wallet: string, version: number): Link => ({
  wallet: wallet as Ids.WalletId,
  version,
  previous: "before",
  follows: { shard: 1, sequence: 6 },
  hash: "now"
})

const full: Operation = {
  id: "op_1" as Ids.OperationId,
  client: "T1" as Ids.ClientId,
  key: "k1" as Ids.Key,
  verb: "Redeem",
  shard: 2,
  sequence: 7,
  recordedAt: 12,
  effectiveAt: 11,
  occurredAt: 10,
  businessDate: "2026-11-21",
  outlet: "S1" as Ids.OutletId,
  owner: "hq" as Ids.OwnerId,
  terminal: "T9" as Ids.TerminalId,
  operator: "amy" as Ids.OperatorId,
  account: "acc_1" as Ids.AccountId,
  original: "op_0" as Ids.OperationId,
  fingerprint: "f",
  asked: "{}",
  approved: true,
  outcome: "[]",
  entry: { movements: [], postings: [] },
  links: [link("wal_1", 3), link("wal_2", 4)]
}

const bare: Operation = {
  ...full,
  occurredAt: undefined,
  outlet: undefined,
  owner: undefined,
  terminal: undefined,
  operator: undefined,
  account: undefined,
  original: undefined,
  approved: false,
  links: []
}

const lines = (text: string) => text.split("\n")

describe("the text of a leaf", () => {
  it("has a line for each column, and six for each wallet that was touched", () => {
    const columns =
      "2|7|=op_1|=T1|=k1|=Redeem|1|12|11|10|=2026-11-21|=S1|=hq|=T9|=amy|=acc_1|=op_0|=f|={}|=[]|=entry"
    const links = "=wal_1|3|=before|1|6|=now|=wal_2|4|=before|1|6|=now"
    expect(lines(leafText(full, "entry"))).toEqual(`tessera operation 1 2|${columns}|${links}`.split("|"))
  })

  it("has an empty one for what is not there", () => {
    const columns = "2|7|=op_1|=T1|=k1|=Redeem|0|12|11||=2026-11-21|||||||=f|={}|=[]|=entry"
    expect(lines(leafText(bare, "entry"))).toEqual(`tessera operation 1 0|${columns}`.split("|"))
  })

  it.each(["outlet", "owner", "terminal", "operator", "account", "original"] as const)(
    "an %s that is empty is not one that is not there",
    (column) => expect(rowText({ ...bare, [column]: "" })).not.toBe(rowText(bare))
  )
})
