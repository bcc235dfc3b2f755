/**
 * The office of a group of purses: keeps what terminals send before it believes it, posts each transaction to the ledger
 * once, and loads cards through terminals that have none of its keys.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import { readCommand } from "@tessera/core"
import type { ClassicAcceptance } from "../cards/classic/acceptance.ts"
import { toHex } from "../crypto/bytes.ts"
import type { SignedText } from "../crypto/Signed.ts"
import type { CardSession } from "../ports/CardReader.ts"
import type { Ended } from "../ports/CardPurse.ts"
import type { Acknowledged } from "../ports/OfflineJournal.ts"
import { SessionChance } from "../purse/Bench.ts"
import { Archive, ArchiveUnavailable } from "./Archive.ts"
import { acceptClassic, type ClassicOutcome, type ClassicRefused, fillClassic } from "./classicContact.ts"
import { type Declined, Desk, type Excepted, type OfficeOptions } from "./Desk.ts"
import { giveHotlist, type HotlistRefused } from "./giveHotlist.ts"
import { giveMandate, type MandateRefused } from "./giveMandate.ts"
import { Ledger } from "./Ledger.ts"
import type { LoadOrder } from "./ledgerCommands.ts"
import { type Hand, loadCard, type LoadOutcome } from "./loadCard.ts"
import type { Withheld } from "./MandateBook.ts"
import { enrolTerminal, issuePurse, type NumberTaken } from "./giveNumber.ts"
import { postAgain, type PostedAgain } from "./postAgain.ts"
import type { PurseBook, Verdict } from "./PurseBook.ts"
import { readTold, type Told, toldText } from "./Told.ts"

interface Shape {
  readonly book: PurseBook
  /** A purse that was made of a chip. A chip holds one purse for ever, and a purse is on one chip; said again it changes nothing. */
  readonly issue: (uid: Uint8Array, purse: string) => Effect.Effect<void, ArchiveUnavailable | NumberTaken>
  /** A terminal's epoch has one key for ever; said again it changes nothing, and thaws nothing. */
  readonly enrol: (
    terminal: number,
    epoch: number,
    publicKey: string
  ) => Effect.Effect<void, ArchiveUnavailable | NumberTaken>
  /** Takes lines in any order, any number of times. What is said of each is in the same order. */
  readonly receive: (
    terminal: number,
    epoch: number,
    lines: ReadonlyArray<SignedText>
  ) => Effect.Effect<
    {
      readonly verdicts: ReadonlyArray<Verdict>
      readonly acknowledged?: Acknowledged
      /** What became of commits that this terminal knows no end of: for its `CardPurse.hear`. */
      readonly ended: ReadonlyArray<Ended>
    },
    ArchiveUnavailable
  >
  /** Loads the card of a session, which may be on a reader far away. */
  readonly load: (
    session: CardSession,
    purse: string,
    order: LoadOrder
  ) => Effect.Effect<LoadOutcome, ArchiveUnavailable>
  /** Posts what could not be posted before. How many are left. */
  readonly post: Effect.Effect<number, ArchiveUnavailable>
  /**
   * Gives a terminal a mandate that was signed for it: what it sells is paid at once as far as a mandate covers it. It may
   * come before the lines that name it or after them, and any number of times.
   */
  readonly give: (mandate: SignedText) => Effect.Effect<void, ArchiveUnavailable | MandateRefused>
  /**
   * Takes a list of cards that nobody sells on, or what changed on it, as it was signed for the terminals: from then on a sale is judged
   * by the list that its line names. In the order of versions, and any number of times.
   */
  readonly list: (hotlist: SignedText) => Effect.Effect<void, ArchiveUnavailable | HotlistRefused>
  /** From now on what comes in under it is paid by a person's word alone, whatever time the terminal says that it was. */
  readonly revoke: (mandate: string) => Effect.Effect<void, ArchiveUnavailable>
  /** Sales that no mandate covers. Their cards have paid, their places are not, and the ledger has not heard of them. */
  readonly withheld: () => ReadonlyArray<Withheld>
  /**
   * A person's word on a sale that is withheld, with who it was: it is booked like any other, or never. What is refused
   * stays the holder's in the ledger, and goes back on the card as a load that is carried over.
   */
  readonly rule: (key: string, as: "pay" | "refuse", by: string) => Effect.Effect<void, ArchiveUnavailable>
  /**
   * The program bears what is lost by MIFARE Classic (`ClassicAcceptance`, word for word, with who and when). Kept for ever;
   * the newest counts. Before it no mandate that `acceptsClassic` is taken, and no float is written.
   */
  readonly acceptClassic: (sent: unknown) => Effect.Effect<void, ArchiveUnavailable | ClassicRefused>
  /** What the program accepts, and who said so. */
  readonly accepted: () => ClassicAcceptance | undefined
  /**
   * A MIFARE Classic card at the office: compares its counter with what is known, and fills its float up. `held`: what the
   * ledger holds for it. `isNew`: makes a card from the factory one.
   */
  readonly fillClassic: (
    session: CardSession,
    wanted: { readonly held: bigint; readonly isNew: boolean }
  ) => Effect.Effect<ClassicOutcome, ArchiveUnavailable>
  /** What the ledger declined. Of sales only where they cannot be booked at all. */
  readonly declined: () => ReadonlyArray<Declined>
  /**
   * Posts again what is in `declined()`, by the key that it has there, when what was wrong has been put right: an outlet that was
   * missing, an account that was another. With who does it. However often it is called, it is booked once.
   */
  readonly postAgain: (key: string, by: string) => Effect.Effect<PostedAgain, ArchiveUnavailable>
  /** Sales that were booked although the ledger would have declined them. */
  readonly excepted: () => ReadonlyArray<Excepted>
}

const page = 1_000

const replayed = Effect.fnUntraced(function* (desk: Desk, archive: Archive["Service"]) {
  for (let after = 0; ; after += page) {
    const texts = yield* archive.read(after, page)
    for (const text of texts) {
      const told = readTold(text)
      if (told === undefined) return yield* new ArchiveUnavailable({ cause: new Error("unreadable") })
      desk.hear(told)
    }
    if (texts.length < page) return
  }
})

/** What has no answer stays due: the same key asks again. */
const posting = (desk: Desk, ledger: Ledger["Service"], hear: Hand["hear"]): Hand["postAll"] =>
  Effect.gen(function* () {
    const all = [...desk.due.values()]
    // One that the ledger could never read, as of the year 10,000, would hold up all that come after it.
    const unreadable = all.filter((input) => Result.isFailure(readCommand(input)))
    yield* hear(unreadable.map(({ key }) => ({ kind: "posted", key, declined: "Unreadable" })))
    const inputs = all.filter((input) => !unreadable.includes(input))
    if (inputs.length === 0) return 0
    const ends = yield* ledger.post(inputs)
    const posted = inputs.flatMap(({ key }, at): ReadonlyArray<Told> => {
      const end = ends[at]
      if (end?._tag === "approved")
        return [{ kind: "posted", key, ...(end.exceptions && { exceptions: end.exceptions }) }]
      return end?._tag === "declined" ? [{ kind: "posted", key, declined: end.code }] : []
    })
    yield* hear(posted)
    return desk.due.size
  })

const make = Effect.fnUntraced(function* (options: OfficeOptions) {
  const archive = yield* Archive
  const ledger = yield* Ledger
  const chance = yield* SessionChance
  const desk = new Desk(options)
  yield* replayed(desk, archive)
  const oneAtATime = (yield* Semaphore.make(1)).withPermits(1)

  const hear = Effect.fnUntraced(function* (all: ReadonlyArray<Told>) {
    if (all.length > 0) yield* archive.append(all.map(toldText))
    return all.map((told) => desk.hear(told))
    // Whoever asked may hang up in between, and what is kept would count at the next start alone.
  }, Effect.uninterruptible)

  const postAll = posting(desk, ledger, hear)
  const hand = { desk, chance, hear, postAll }
  // Who speaks with a card waits for a terminal, as long as that likes: the office is held for each thing that it hears, and not between.
  const atCard = {
    desk,
    chance,
    hear: (all: ReadonlyArray<Told>) => oneAtATime(hear(all)),
    postAll: oneAtATime(postAll)
  }

  const receive: Shape["receive"] = Effect.fnUntraced(function* (terminal, epoch, lines) {
    const book = desk.book.terminal(terminal, epoch)
    // What is here already, or is nobody's, is not kept once more.
    const screened = lines.map((line) =>
      book === undefined ? ("terminalUnknown" as const) : book.screen(line)
    )
    const fresh = lines.filter((_, at) => screened[at] === undefined)
    const heard = yield* hear(
      fresh.map(({ signature, text }) => ({ kind: "line" as const, terminal, epoch, text, signature }))
    )
    let next = 0
    const said = screened.map((why): Verdict => {
      if (why === "duplicate") return { _tag: "duplicate" }
      return why === undefined ? (heard[next++] ?? { _tag: "duplicate" }) : { _tag: "rejected", why }
    })
    yield* postAll
    const acknowledged = desk.book.acknowledgement(terminal, epoch)
    const ended = desk.book.ended(terminal, epoch)
    return { verdicts: said, ended, ...(acknowledged !== undefined && { acknowledged }) }
  })

  return PurseOffice.of({
    book: desk.book,
    issue: (uid, purse) => oneAtATime(issuePurse(hand, toHex(uid), purse)),
    enrol: (terminal, epoch, publicKey) => oneAtATime(enrolTerminal(hand, terminal, epoch, publicKey)),
    receive: (terminal, epoch, lines) => oneAtATime(receive(terminal, epoch, lines)),
    load: (session, purse, order) => loadCard(atCard, session, purse, order),
    post: oneAtATime(postAll),
    give: (mandate) => oneAtATime(giveMandate(hand, mandate)),
    list: (hotlist) => oneAtATime(giveHotlist(hand, hotlist)),
    revoke: (mandate) => oneAtATime(Effect.asVoid(hear([{ kind: "revoked", mandate }]))),
    withheld: () => desk.mandates.withheld,
    rule: (key, as, by) =>
      oneAtATime(Effect.andThen(hear([{ kind: "ruled", key, as, by }]), Effect.asVoid(postAll))),
    acceptClassic: (sent) => oneAtATime(acceptClassic(hand, sent)),
    accepted: () => desk.accepted,
    fillClassic: (session, wanted) =>
      // What it found out of sales on the card is posted, however it ended.
      Effect.tap(fillClassic(atCard, session, wanted), () => atCard.postAll),
    declined: () => desk.declined,
    postAgain: (key, by) => oneAtATime(postAgain(hand, key, by)),
    excepted: () => desk.excepted
  })
})

export class PurseOffice extends Context.Service<PurseOffice, Shape>()(
  "@tessera/adapters-hardware/office/PurseOffice"
) {
  /** The office of one group, with its archive and a ledger. Makes its book anew from the archive. */
  static readonly layer = (options: OfficeOptions) => Layer.effect(this, make(options))
}
