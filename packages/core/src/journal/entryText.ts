/**
 * The text of an entry: one line of JSON, always the same for the same entry, which is hashed and stored.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Entry, type LotMoved, Movement, type Posting } from "./Entry.ts"

const encodeMovement = Schema.encodeSync(Movement)

/** Lots move in nearly every entry: they are written out by hand, at a fifth of the cost, in the order of the schema. */
const plainLot = ({ held, line, lot, promised, remaining, wallet }: LotMoved): object => ({
  kind: "lot",
  wallet,
  lot: {
    id: lot.id,
    subWallet: lot.subWallet,
    funding: lot.funding,
    funded: Number(lot.funded),
    costBasis: Number(lot.costBasis),
    fundedAt: lot.fundedAt,
    activeFrom: lot.activeFrom,
    expiresAt: lot.expiresAt,
    loadedAt: lot.loadedAt,
    restoredFrom: lot.restoredFrom
  },
  remaining: Number(remaining),
  held: Number(held),
  promised: Number(promised),
  line
})

const plainMovement = (movement: Movement): object =>
  movement.kind === "lot" ? plainLot(movement) : encodeMovement(movement)

const plainPosting = ({ account, amount, asset }: Posting): object => ({
  account,
  asset,
  amount: Number(amount)
})

/** The entry as text. Amounts are whole numbers below 2^53, so every JSON reader gets them back exactly. */
export const entryText = ({ movements, postings }: Entry): string =>
  JSON.stringify({ movements: movements.map(plainMovement), postings: postings.map(plainPosting) })

/** Reads the text of an entry back. */
export const readEntry: (text: string) => Entry = Schema.decodeUnknownSync(Schema.fromJsonString(Entry))
