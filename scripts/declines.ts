/** Compares docs/declines.md with the declines that core can give; `--write` renews the page. */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { codeOf, declines, type DeclineTag } from "../packages/core/src/command/Decline.ts"

const page = "docs/declines.md"

/** What each decline means, in one sentence. One that is missing here does not compile. */
const meanings: Record<DeclineTag, string> = {
  IdempotencyConflict:
    "The key was used before for a command with another content; `field` is the first that differs.",
  InProgress:
    "The same key is being worked on at this moment; or the card was used while a reported sale was looked up in its past: the same key is sent again.",
  ProgramUnknown: "No program of this id is configured.",
  OwnerUnknown: "No owner of this id is configured.",
  OutletUnknown: "No outlet of this id is configured.",
  OutletInactive: "The outlet is out of service.",
  TerminalUnknown: "No terminal of this id is configured.",
  TerminalInactive: "The terminal is switched off in the configuration.",
  OperatorUnknown: "No operator of this id is configured.",
  NotPermitted: "The sender lacks this right.",
  CapabilityOff: "The program does not allow this at all for its cards.",
  ShiftNotOpen:
    "The shift that is named is unknown, closed, or of another outlet, terminal or operator; or nothing is named where shifts are required (`missing`).",
  ShiftNotClosed:
    "The shift whose drawer is to be taken over is unknown, still open, of another outlet, handed over to somebody else, or was taken over before.",
  ShiftTaken:
    "The name of the shift was used before, or the operator or the terminal has the shift that is named open.",
  StaleVersion: "Somebody else has changed it since it was read: `version` is what it is now.",
  CycleUnknown: "No clearing cycle of this id is configured.",
  PeriodOpen: "The clearing period is not over, or it was not cut off yet.",
  PeriodSettled: "The clearing period was cut off, approved or paid already; `through` says up to where.",
  PeriodNotApproved: "A clearing period is paid after two people have approved it; so many have.",
  PeriodLocked:
    "The books are closed up to that business date: it would count on one of them, or they are to be closed again.",
  CardNotAccepted:
    "The one answer on the channels `web`, `app` and `kiosk` where staff would hear that a card is unknown, misread, inactive, blocked, lost or over, its account frozen or closed, or a PIN or code wrong, locked or missing.",
  CardUnknown: "No card has this number, or no account this id.",
  CardNumberInvalid:
    "No card has this number, and its check digit is wrong for the program it seems to belong to: it was misread.",
  DuplicateCredential: "The number is given to a card already.",
  NotActivated: "The card waits for its activation, or staff switched it off.",
  AlreadyActive: "The card is active already.",
  Blocked: "The card is blocked or destroyed.",
  Hotlisted: "The card was reported lost or stolen, or was replaced by another.",
  CardExpired: "The card is too old to be accepted; its value stays.",
  AccountFrozen: "The account is frozen for this side: `debit`, `credit` or `both`.",
  AccountClosed: "The account is closed, or closing and the verb needs an open one.",
  IdentityRequired: "A rule wants to know who the holder is from this amount on.",
  VerificationRequired: "A PIN or a one-time code must come with the command.",
  VerificationFailed: "The PIN or the code was wrong.",
  VerificationLocked: "Too many wrong tries.",
  AuthorizationCodeRequired: "A manager must approve this one operation.",
  AuthorizationCodeInvalid: "The code is used up, too old, or was given for something else.",
  OriginalNotFound: "No operation is known by this id or key, or it is of another account or another kind.",
  OriginalReversed: "The operation it refers to was reversed, or its key was reversed before it arrived.",
  PreviouslyReversed: "It was reversed before, by the operation that is named: a till may treat it as done.",
  AlreadyConfirmed: "The load was confirmed before, at the time that is named.",
  FurtherActivityPreventsReversal:
    "What happened since builds on the operation, so it cannot be undone exactly.",
  ReversalWindowClosed: "The time for a technical undo is over; refund or adjust instead.",
  ExceedsRefundable: "More is asked back than is left of what was spent.",
  HoldNotFound: "No hold is known by this id or key, or an outlet of another owner placed it.",
  HoldExpired: "The hold ended by itself before the command.",
  AlreadyCaptured: "The hold ended by a capture before.",
  AlreadyReleased: "The hold ended by a release or a reversal before.",
  ExceedsHold: "The capture is more than what is held and what the tolerance allows above it.",
  HoldsOpen: "Open holds stand in the way; they must end first.",
  CurrencyMismatch: "The account has no wallet of this currency.",
  StaleQuote: "Another plan would be carried out than the one that was quoted.",
  BalanceChanged: "The sub-wallet's ledger is another one than the correction was decided on: `ledger`.",
  NotAccepted: "There is value, but none of it may be used here, now or for this; each lot says why.",
  LimitExceeded: "A limit of the program leaves less room than the amount.",
  BalanceLimitExceeded: "The account would hold more than it may.",
  QuotaExceeded: "The outlet or terminal has brought in what it was granted.",
  OperatorLimitExceeded: "The operator has done what they may.",
  CashOutNotDue: "The remainder is above what the program pays out.",
  InsufficientFunds:
    "There is too little value; `approvable` is what would be approved, `held` what open holds keep.",
  ProgramRuleViolation: "A rule of the program forbids it; `sentence` says what."
}

/** Whether any decision gives this decline today, or it keeps its place for later work. */
const sources = globSync("packages/core/src/{decide,batch,policy}/*.ts").map((file) =>
  readFileSync(file, "utf8")
)
const isGiven = (tag: DeclineTag): boolean => sources.some((text) => text.includes(`_tag: "${tag}"`))

const carried = (tag: DeclineTag): string =>
  Object.entries(declines[tag].fields.fields)
    .map(([name, { ast }]) => `\`${name}\`${ast.context?.isOptional === true ? "?" : ""}`)
    .join(", ") || "–"

const tags = Object.keys(declines).filter((tag): tag is DeclineTag => tag in declines)
const rows = tags.map((tag) => {
  const { retry, stored } = declines[tag]
  const later = isGiven(tag) ? "" : " *(not given yet)*"
  return `| \`${codeOf(tag)}\` | ${retry} | ${stored ? "yes" : "no"} | ${carried(tag)} | ${meanings[tag]}${later} |`
})

const text = `# Declines

Why a command can be refused. The list is closed, and its order is the order of precedence: where several apply, the
first is answered. In TypeScript a decline is a value with the code's name in capitals as its \`_tag\`
(\`insufficient_funds\` is \`InsufficientFunds\`) and the fields named here; amounts are minor units.

**Retry** says what a till may do: \`sameKey\` send it again as it is; \`newKey\` correct it and send it under a new key;
\`later\` it may pass another time under a new key; \`never\` it will not pass.
**Stored** declines are remembered under their key for ever: the same key gets the same answer again. After one that is
not stored, the same key may be sent again.

This page is written by \`node scripts/declines.ts --write\` from \`packages/core/src/command/Decline.ts\`.

| code | retry | stored | carries | meaning |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`

if (process.argv.includes("--write")) writeFileSync(page, text)
else if (!existsSync(page) || readFileSync(page, "utf8") !== text) {
  console.log(`${page} differs from the declines of core: node scripts/declines.ts --write`)
  process.exitCode = 1
}
