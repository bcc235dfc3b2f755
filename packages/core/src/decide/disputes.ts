/**
 * Disputes: an owner disagrees, and is told that it is right as it is, or gets a counter-entry. What is recorded stays.
 *
 * @module
 */
import type { CorrectClearing } from "../command/CorrectClearing.ts"
import type { Decline } from "../command/Decline.ts"
import type { Dispute } from "../command/Dispute.ts"
import type { RejectDispute } from "../command/RejectDispute.ts"
import { type Entry, lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { OwnerId } from "../values/Ids.ts"
import { originalOf } from "./original.ts"
import type { Accepted, Decision, Situation } from "./Situation.ts"
import { linkedTo } from "./View.ts"

const recorded = (
  original: Operation | undefined,
  entry: Entry = { movements: [], postings: [] }
): Accepted => ({
  _tag: "Accepted",
  entry,
  answers: {},
  account: undefined,
  wallet: undefined,
  original: original?.id
})

const answers = new Set(["RejectDispute", "CorrectClearing"])

const isAnswered = ({ view }: Situation, dispute: Operation): boolean =>
  linkedTo(view, dispute.id).some(({ approved, verb }) => approved && answers.has(verb))

/** An operation that is disputed and waits for an answer cannot be disputed again. */
const isDisputed = (situation: Situation, original: Operation): boolean =>
  linkedTo(situation.view, original.id).some(
    (one) => one.approved && one.verb === "Dispute" && !isAnswered(situation, one)
  )

const violation = (sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule: "clearing",
  sentence
})

/** The owners that an operation is between: where it was done, and whose outlets loaded what moved. */
const parties = ({ entry, owner }: Operation): ReadonlySet<OwnerId | undefined> =>
  new Set([owner, ...lotsMoved(entry).map(({ lot }) => lot.loadedAt.owner)])

/** Whether it is the business of the operator's owner; of head office's people everything is. */
const isTheirs = ({ network, request }: Situation, original: Operation): boolean => {
  const operator = request.command.operator && network.operators.get(request.command.operator)
  const owner = operator && operator.owner
  return owner === undefined || owner === network.headOffice || parties(original).has(owner)
}

export const dispute = (situation: Situation, command: Dispute): Decision => {
  const original = originalOf(situation, command)
  if (original === undefined || !original.approved) return { _tag: "OriginalNotFound" }
  if (!isTheirs(situation, original)) return { _tag: "NotPermitted", right: "dispute what others did" }
  if (isDisputed(situation, original)) return violation("It is disputed already.")
  return recorded(original)
}

export const rejectDispute = (situation: Situation, command: RejectDispute): Decision => {
  const original = originalOf(situation, command)
  if (original?.verb !== "Dispute" || !original.approved) return { _tag: "OriginalNotFound" }
  return isAnswered(situation, original) ? violation("The dispute is answered already.") : recorded(original)
}

export const correctClearing = (situation: Situation, command: CorrectClearing): Decision => {
  const { amount, currency: asset, owedBy, owedTo } = command
  const { owners } = situation.network
  const missing = [owedBy, owedTo].find((id) => !owners.has(id))
  if (missing !== undefined) return { _tag: "OwnerUnknown", id: missing }
  const isNamed = command.original !== undefined || command.originalKey !== undefined
  const original = originalOf(situation, command)
  if (isNamed && (original === undefined || !original.approved)) return { _tag: "OriginalNotFound" }
  if (original?.verb === "Dispute" && isAnswered(situation, original))
    return violation("The dispute is answered already.")
  return recorded(original, {
    movements: [],
    postings: [
      { account: { kind: "merchantPayable", owner: owedBy }, asset, amount },
      { account: { kind: "merchantPayable", owner: owedTo }, asset, amount: -amount }
    ]
  })
}
