/**
 * A group of shops in memory, for a demonstration or a first try: purses with value on them, and terminals that sell.
 *
 * @module
 */
import { createHash } from "node:crypto"
import * as Redacted from "effect/Redacted"
import { runScript } from "../apdu/Script.ts"
import { big, bytes, type Bytes, concat, toHex } from "../crypto/bytes.ts"
import { type SignedText, signingKeys } from "../crypto/Signed.ts"
import { MemoryJournal } from "../journal/MemoryJournal.ts"
import { KeyProvider } from "../ports/KeyProvider.ts"
import type { Terms } from "../ports/OfflineTerms.ts"
import { type Enrolment, TerminalIdentity } from "../ports/TerminalIdentity.ts"
import { commit } from "../purse/Intent.ts"
import { type Group, groupMaster, officeKeys, purposeMaster } from "../purse/keys.ts"
import type { Caps, Purpose } from "../purse/layout.ts"
import { prepareLoad } from "../purse/load.ts"
import { hotlistOf, type Mandate, mandateText } from "../purse/Mandate.ts"
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

interface Shop {
  readonly at: number
  readonly caps: Caps
  readonly currency: string
  readonly group: Group
  readonly root: Bytes
}

interface Holding {
  readonly main: bigint
  readonly gift: bigint
}

const purseOf = ({ at, caps, group, root }: Shop, n: number, { gift, main }: Holding): VirtualDesfire => {
  const uid = concat([0x04], big(group.group, 2), big(n, 4))
  const purse = toHex(big(n, 8))
  const card = new VirtualDesfire({ uid, chance: chanceOf(`card ${n}`) })
  const chance = chanceOf(`office ${n}`)
  const ofGroup = officeKeys(root, group)
  const keys = (purpose: Purpose): Bytes => ofGroup(purpose, uid)
  const identity = { group: group.group, purse, keyVersion: 1, issuedOn: 0, expiresOn: 0xffff, flags: 0 }
  endedWell(
    runScript(
      personalise({ group, identity, caps, allowsVoid: true, keys, chance }),
      new Field(card).transmit
    )
  )
  const access = { uid, group, purchaseKey: keys("purchase"), creditKey: keys("credit"), chance }
  const asker = { group: group.group, terminal: 0, epoch: 0, sequence: n }
  const field = new Field(card)
  const prepared = runScript(prepareLoad(access, { main, gift, caps, asker, at, purse }), field.transmit)
  if (prepared._tag !== "Completed") throw new Error(`The simulated card says ${prepared._tag}`)
  endedWell(runScript(commit(prepared.value), field.transmit))
  return card
}

const mandateFor = ({ at, caps, currency }: Shop, enrolment: Enrolment): Mandate => ({
  type: "mandate",
  id: `simulated-${enrolment.terminal}`,
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
})

/** The shop. Its terminals may void; their journals are in memory. */
export const simulatedShop = (options: SimulatedShopOptions) => {
  const { at, caps = { balance: 500_000n, amount: 50_000n, count: 10n }, currency = "EUR" } = options
  const group: Group = { group: options.group ?? 17, keyVersion: 1, aid: bytes(0x01, 0xa7, 0xf5) }
  const root = seeded("root", group.group)
  const shop: Shop = { at, caps, currency, group, root }
  const master = groupMaster(root, group)
  const masters = {
    purchase: Redacted.make(purposeMaster(master, "purchase")),
    void: Redacted.make(purposeMaster(master, "void"))
  }
  const signer = signingKeys(seeded("mandates", group.group))
  const enrolmentOf = (terminal: number): Enrolment => ({ group: group.group, terminal, epoch: 1 })
  let made = 0
  return {
    group,
    root,
    /** What its office is opened with: the key of its mandates. */
    mandateKeys: [signer.publicKey],
    /** The mandate of a terminal, as its office is given it. */
    mandate: (terminal: number): SignedText => {
      const text = mandateText(mandateFor(shop, enrolmentOf(terminal)))
      return { text, signature: signer.sign(text) }
    },
    /** Makes a purse of this group, and puts so much on it. */
    purse: (holding: Holding): VirtualDesfire => purseOf(shop, ++made, holding),
    /** What a terminal of this group is opened with, and the hand at its reader. */
    terminal: (number: number) => {
      const enrolment = enrolmentOf(number)
      const hand = new SimulatedReader(`terminal ${number}`)
      const terms: Terms = {
        mandate: mandateFor(shop, enrolment),
        hotlist: hotlistOf(group.group, 1, at, [])
      }
      return {
        hand,
        reader: hand.layer,
        identity: TerminalIdentity.seed(enrolment, Redacted.make(seeded("terminal", number))),
        keys: KeyProvider.masters([{ group, masters }]),
        journal: MemoryJournal.layer(),
        terms: () => terms
      }
    }
  }
}
