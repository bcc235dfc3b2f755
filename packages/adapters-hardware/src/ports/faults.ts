/**
 * What goes wrong with devices, so that a till can say it and go on: no card, another card, no driver, no answer.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** A driver's own package is not installed, or does not fit this machine. Everything else goes on working. */
export class DriverUnavailable extends Schema.TaggedError<DriverUnavailable>()("DriverUnavailable", {
  driver: Schema.String,
  /** The line that installs it on this platform. */
  install: Schema.String
}) {}

/** The service behind all readers does not answer, or has gone. It is tried again; sales by other means go on. */
export class ReaderServiceDown extends Schema.TaggedError<ReaderServiceDown>()("ReaderServiceDown", {
  detail: Schema.String
}) {}

/** Another program holds the reader. */
export class ReaderBusy extends Schema.TaggedError<ReaderBusy>()("ReaderBusy", { slot: Schema.String }) {}

/** The reader is not there any more. */
export class ReaderGone extends Schema.TaggedError<ReaderGone>()("ReaderGone", { slot: Schema.String }) {}

/** The card was taken away before anything was sent that lasts. Nothing has changed on it. */
export class CardGone extends Schema.TaggedError<CardGone>()("CardGone", { slot: Schema.String }) {}

/** Another card is there than the one that was spoken of, or the same was taken away in between. */
export class CardChanged extends Schema.TaggedError<CardChanged>()("CardChanged", { slot: Schema.String }) {}

/** The card is there and says nothing in time. */
export class CardMute extends Schema.TaggedError<CardMute>()("CardMute", { slot: Schema.String }) {}

/** A command was sent and no whole answer came: the card may have done it. Never a reason to send it again. */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", {
  slot: Schema.String,
  /** Which command of the presentation, from 0. */
  command: Schema.Int
}) {}

/** What sending a command may fail with. */
export type TransmitFault =
  | ReaderServiceDown
  | ReaderGone
  | CardGone
  | CardChanged
  | CardMute
  | OutcomeUnknown

/** What opening a session with a card may fail with. */
export type SessionFault = TransmitFault | ReaderBusy | DriverUnavailable

/** A key that a terminal does not have, or cannot get at now. */
export class KeyUnavailable extends Schema.TaggedError<KeyUnavailable>()("KeyUnavailable", {
  purpose: Schema.String
}) {}

/** The terminal has no identity, or it cannot be used now. */
export class IdentityMissing extends Schema.TaggedError<IdentityMissing>()("IdentityMissing", {
  detail: Schema.String
}) {}

/** There is no room for another line. Nothing was written. */
export class JournalFull extends Schema.TaggedError<JournalFull>()("JournalFull", { room: Schema.Int }) {}

/** A line is not what it was when it was written: the terminal does not sell without the office any more. */
export class JournalCorrupt extends Schema.TaggedError<JournalCorrupt>()("JournalCorrupt", {
  sequence: Schema.Int,
  why: Schema.String
}) {}

/** The journal cannot be written or read now. Whether the last line was written is found out at the next start. */
export class JournalUnavailable extends Schema.TaggedError<JournalUnavailable>()("JournalUnavailable", {
  cause: Schema.Defect()
}) {}

export type JournalFault = JournalFull | JournalCorrupt | JournalUnavailable
