/**
 * A group of shops in memory, for a demonstration or a first try: purses with value on them, and terminals that sell.
 *
 * @module
 */
import { createHash } from "node:crypto"
import * as Redacted from "effect/Redacted"
import { runScript } from "../apdu/Script.ts"
import { big, bytes, type Bytes, concat, toHex } from "../crypto/bytes.ts"
import { MemoryJournal } from "../journal/MemoryJournal.ts"
import { KeyProvider } from "../ports/KeyProvider.ts"
import type { Terms } from "../ports/OfflineTerms.ts"
import { TerminalIdentity } from "../ports/TerminalIdentity.ts"
import { commit } from "../purse/Intent.ts"
import { type Group, groupMaster, officeKeys, purposeMaster } from "../purse/keys.ts"
import type { Caps } from "../purse/layout.ts"
import { prepareLoad } from "../purse/load.ts"
import { hotlistOf } from "../purse/Mandate.ts"
import { personalise } from "../purse/personalise.ts"
import { VirtualDesfire } from "./desfire/VirtualDesfire.ts"
import { Field } from "./Field.ts"
import { SimulatedReader } from "./SimulatedReader.ts"

export interface SimulatedShopOptions {
  /** Absent: 17. */
  readonly group?: number
  /** Absent: `EUR`. */
  readonly currency?: string
  /** Milliseconds since 1970: from when its mandates and its list are good, for a year. */
  readonly at: number
  /** Absent: 5,000.00 on a card, 500.00 and ten taps between two loads. */
  readonly caps?: Caps
}

const year = 365 * 86_400_000
const most = 2n ** 50n

/** Not random: the same words give the same bytes, and everybody can work them out. Never a key of anything real. */
const seeded = (...words: ReadonlyArray<string | number>): Bytes =>
  Uint8Array.from(createHash("sha256").update(words.join(":")).digest())

const chanceOf = (name: string): (() => Bytes) => {
  let n = 0
  return () => seeded("chance", name, n++).slice(0, 16)
}

const endedWell = (ended: { readonly _tag: string }): void => {
  if (ended._tag !== "Completed") throw new Error(`The simulated card says ${ended._tag}`)
}

export const simulatedShop = (options: SimulatedShopOptions) => {
  const { at, caps = { balance: 500_000n, amount: 50_000n, count: 10n }, currency = "EUR" } = options
  const group: Group = { group: options.group ?? 17, keyVersion: 1, aid: bytes(0x01, 0xa7, 0xf5) }
  const root = seeded("root", group.group)
  const keys = officeKeys(root, group)
  let made = 0

  /** Makes a purse of this group, and puts so much on it. */
  const purse = ({ gift, main }: { readonly main: bigint; readonly gift: bigint }) => {
    const n = ++made
    const uid = concat([0x04], big(group.group, 2), big(n, 4))
    const number = toHex(big(n, 8))
    const card = new VirtualDesfire({ uid, chance: chanceOf(`card ${n}`) })
    const chance = chanceOf(`office ${n}`)
    const identity = {
      group: group.group,
      purse: number,
      keyVersion: 1,
      issuedOn: 0,
      expiresOn: 0xffff,
      flags: 0
    }
    const making = {
      group,
      identity,
      caps,
      allowsVoid: true,
      keys: (purpose: Parameters<typeof keys>[0]) => keys(purpose, uid),
      chance
    }
    endedWell(runScript(personalise(making), new Field(card).transmit))
    const access = { uid, group, purchaseKey: keys("purchase", uid), creditKey: keys("credit", uid), chance }
    const asker = { group: group.group, terminal: 0, epoch: 0, sequence: n }
    const field = new Field(card)
    const prepared = runScript(
      prepareLoad(access, { main, gift, caps, asker, at, purse: number }),
      field.transmit
    )
    if (prepared._tag !== "Completed") throw new Error(`The simulated card says ${prepared._tag}`)
    endedWell(runScript(commit(prepared.value), field.transmit))
    return card
  }

  /** What a terminal of this group is opened with, on a reader of its own. */
  const terminal = (number: number) => {
    const master = groupMaster(root, group)
    const enrolment = { group: group.group, terminal: number, epoch: 1 }
    const reader = new SimulatedReader(`terminal ${number}`)
    const terms: Terms = {
      mandate: {
        type: "mandate",
        id: `simulated-${number}`,
        ...enrolment,
        currency,
        from: at,
        until: at + year,
        perPurchase: caps.amount,
        total: most,
        count: 1_000_000,
        perCardPerDay: most,
        hotlistHours: 366 * 24,
        openAtMost: 5,
        acceptsClassic: false
      },
      hotlist: hotlistOf(group.group, 1, at, [])
    }
    return {
      hand: reader,
      reader: reader.layer,
      identity: TerminalIdentity.seed(enrolment, Redacted.make(seeded("terminal", number))),
      keys: KeyProvider.masters([
        {
          group,
          masters: {
            purchase: Redacted.make(purposeMaster(master, "purchase")),
            void: Redacted.make(purposeMaster(master, "void"))
          }
        }
      ]),
      journal: MemoryJournal.layer(),
      terms: () => terms
    }
  }

  return { group, root, purse, terminal }
}
