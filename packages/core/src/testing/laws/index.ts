/**
 * The laws, in the order in which they are published.
 *
 * @module
 */
import { advicesAreBooked, advicesInAnyOrder } from "./advices.ts"
import { closedBooksStay, whatCountsEarlierWasThere } from "./closedBooks.ts"
import { clearedOnce, clearingEmptiesTheGross } from "./clearing.ts"
import { clearingReportsTie } from "./clearingReports.ts"
import { conservation, liability, pointInTime, reportsAsOf, unbrokenChain } from "./books.ts"
import { checkpointsHold, verifies } from "./audit.ts"
import { scopedLimitsHold } from "./counters.ts"
import { debtsArePaidByLoads } from "./debts.ts"
import { dormancyFeesHold } from "./dormancy.ts"
import { networkIsJournal } from "./network.ts"
import { captureLaw, increment, releaseLaw, splitCapture } from "./holds.ts"
import { liabilityRollsForward } from "./rollForward.ts"
import { exactlyOnce, idempotency, otherBody } from "./keys.ts"
import type { Law } from "./Law.ts"
import { restartIsIdentity, sweepKilled } from "./killed.ts"
import { asTheModel } from "./model.ts"
import { toldOnce } from "./notices.ts"
import { independence, serialEquivalence } from "./order.ts"
import { pastReports } from "./pastReports.ts"
import { pointsFollowTheSale, referrersFollowTheSale } from "./points.ts"
import { pendingLoadsEndOnce, quotasHold } from "./quotas.ts"
import { refundAsIfLess, refundCap, refundInFull, refundOrder, refundsCompose } from "./refunds.ts"
import { dependentsPreventReversal, reversalDeltas, reversalInParts, reversalIsInverse } from "./reversals.ts"
import { rightsHold } from "./rights.ts"
import { limitsHold, restrictionSafety } from "./rules.ts"
import { cashIsSomewhere, daysAreTheirPostings, shiftsAreTheirOperations, shiftsAsOf } from "./shifts.ts"
import { heldTotal, lotBounds, quoteIsCommit, staleQuote } from "./spending.ts"
import { ledgerTimeGoesOn, sameOnEveryStore } from "./stores.ts"
import { strangersHearTheSame } from "./strangers.ts"
import { expiryMonotonic, sweepConfluent, sweepIdempotent, sweepInvisible } from "./time.ts"

export const laws: ReadonlyArray<Law> = [
  asTheModel,
  conservation,
  liability,
  liabilityRollsForward,
  lotBounds,
  heldTotal,
  captureLaw,
  releaseLaw,
  splitCapture,
  increment,
  refundCap,
  refundInFull,
  refundsCompose,
  refundAsIfLess,
  refundOrder,
  reversalIsInverse,
  reversalInParts,
  reversalDeltas,
  dependentsPreventReversal,
  idempotency,
  exactlyOnce,
  otherBody,
  independence,
  serialEquivalence,
  expiryMonotonic,
  sweepIdempotent,
  sweepConfluent,
  sweepInvisible,
  sweepKilled,
  ledgerTimeGoesOn,
  quoteIsCommit,
  staleQuote,
  restrictionSafety,
  limitsHold,
  scopedLimitsHold,
  rightsHold,
  strangersHearTheSame,
  quotasHold,
  pendingLoadsEndOnce,
  shiftsAreTheirOperations,
  cashIsSomewhere,
  daysAreTheirPostings,
  shiftsAsOf,
  dormancyFeesHold,
  pointsFollowTheSale,
  networkIsJournal,
  referrersFollowTheSale,
  pointInTime,
  reportsAsOf,
  pastReports,
  closedBooksStay,
  whatCountsEarlierWasThere,
  advicesAreBooked,
  advicesInAnyOrder,
  debtsArePaidByLoads,
  unbrokenChain,
  toldOnce,
  clearedOnce,
  clearingEmptiesTheGross,
  clearingReportsTie,
  checkpointsHold,
  verifies,
  sameOnEveryStore,
  restartIsIdentity
]
