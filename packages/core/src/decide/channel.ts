/**
 * What a channel may learn: a stranger gets one and the same answer for every card that is not accepted.
 *
 * @module
 */
import type { Decline, DeclineTag } from "../command/Decline.ts"
import type { Command } from "../command/Command.ts"
import type { Channel } from "../program/SpendRule.ts"
import { isDecline } from "./Situation.ts"

/** Channels where a stranger may be asking. */
const publicChannels: ReadonlySet<Channel> = new Set(["web", "app", "kiosk"])
const tellsTooMuch: ReadonlySet<DeclineTag> = new Set([
  "CardUnknown",
  "CardNumberInvalid",
  "NotActivated",
  "AlreadyActive",
  "Blocked",
  "Hotlisted",
  "CardExpired",
  "AccountFrozen",
  "AccountClosed",
  "VerificationRequired",
  "VerificationFailed",
  "VerificationLocked"
])

/** Whether a stranger may be asking. */
export const isPublic = (channel: Channel | undefined): boolean =>
  channel !== undefined && publicChannels.has(channel)

/** What is approved for every card alike, so that only the time of it could tell them apart. */
const approvedForAll: ReadonlySet<Command["type"]> = new Set(["RequestOneTimeCode"])

/** Whether an approval tells a stranger nothing: then it is answered as refusals are. */
export const isForAll = ({ type }: Command): boolean => approvedForAll.has(type)

/** The answer as this channel may have it: exact for staff, uniform for the public. */
export const forChannel = <A extends object>(
  channel: Channel | undefined,
  answer: A | Decline
): A | Decline =>
  isPublic(channel) && isDecline(answer) && tellsTooMuch.has(answer._tag)
    ? { _tag: "CardNotAccepted" }
    : answer
