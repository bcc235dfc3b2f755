/**
 * What a cashier reads when something does not go: what happened, and what to do next.
 *
 * @module
 */
import type { JournalFault, PrinterFault, PurseFault } from "@tessera/adapters-hardware"
import type { PurseRefusal } from "@tessera/adapters-hardware/purse"
import { shown } from "./Money.ts"

/** Nothing has changed on the card. */
export const refusalSentence = (why: PurseRefusal): string => {
  switch (why._tag) {
    case "NotOurGroup":
      return "This card is not one of ours."
    case "InsufficientValue":
      return `The card has ${shown(why.main + why.gift)} left, ${shown(why.wanted)} are wanted.`
    case "AllowanceUsedUp":
      return `The card has to meet the office first: it may spend ${shown(why.amountLeft)} and be tapped ${why.countLeft} times before its next load. Load it, also with 0.`
    case "PurseBlocked":
      return "The card is blocked. Call the office."
    case "Hotlisted":
      return "The card was reported lost. Keep it, and call the office."
    case "PurseExpired":
      return "The card has expired."
    case "EndUndecided":
      return "A sale on this card has no end that the card can tell. The office will find out."
    case "OfflineRefused":
      return `The till may not sell without the office now: ${why.why}. Go online.`
    case "AnswerNotGenuine":
      return "The card does not answer as ours do. Present it again; if it happens again, keep it."
    default:
      return `The card refused: ${why._tag}.`
  }
}

/** A device or a file of the till. */
export const faultSentence = (fault: PurseFault | PrinterFault | JournalFault): string => {
  switch (fault._tag) {
    case "DriverUnavailable":
      return `The driver ${fault.driver} is not there. Install it: ${fault.install}`
    case "ReaderServiceDown":
      return `The service of the readers does not answer (${fault.detail}). It is tried again.`
    case "ReaderGone":
      return "The reader is unplugged. Plug it in again."
    case "ReaderBusy":
      return "Another program holds the reader."
    case "CardGone":
    case "CardMute":
      return "The card was taken away, or says nothing. Nothing has changed on it. Present it again."
    case "CardChanged":
      return "Another card lies there now. Present one at a time."
    case "JournalFull":
      return "The till's journal is full. Send it to the office first."
    case "JournalCorrupt":
      return "The till's journal was changed. This till sells nothing without the office any more."
    case "PrinterGone":
      return `The printer cannot be reached (${fault.detail}). The receipt waits.`
    case "PaperOut":
      return "The printer has no paper. The receipt waits."
    case "CoverOpen":
      return "The printer's cover is open. The receipt waits."
    case "PrinterStopped":
      return "The printer has stopped. The receipt waits."
    case "PartialPrint":
      return "Nobody knows what is on the paper. It is printed again as a copy."
    case "KeyUnavailable":
    case "IdentityMissing":
    case "JournalUnavailable":
    case "OutcomeUnknown":
      return `The till cannot do it now: ${fault._tag}.`
  }
}
