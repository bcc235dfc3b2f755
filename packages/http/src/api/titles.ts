/**
 * What a person reads of each verb.
 *
 * @module
 */
import type { Verb } from "@tessera/core"

/** Complete by type: a new verb does not compile until it has its title. */
export const commandTitles: Readonly<Record<Verb, string>> = {
  Issue: "Open an account under a program, with a card that is given or minted, active or not, loaded or not",
  Activate: "Make a card usable for the first time, with a load or without",
  Deactivate: "Switch an active card off until staff switch it on again",
  Reactivate: "Switch a deactivated card on again",
  Load: "Add value that is paid for by a tender, by an offer or as a free amount",
  ConfirmLoad: "The payment of a pending load has come, and the load is made",
  FailLoad: "The payment of a pending load will not come, and the load is not made",
  Redeem: "Take value now",
  Advice: "Report a sale that happened offline: it is not declined for funds, only recorded and flagged",
  Hold: "Reserve value for a later capture (pre-authorization)",
  IncrementHold: "Raise an open hold",
  ExtendHold: "Let an open hold live longer",
  Capture: "Turn reserved value into spend, finally or in part (completion)",
  Release: "Give a hold back before any of it takes financial effect (void)",
  Reinstate: "A payment really happened after its hold had expired; take it now, linked to that hold",
  Refund: "A commercial return of a redemption or capture, to the lots it came from",
  UnlinkedRefund: "A return without its original; merchandise credit in the refund sub-wallet",
  Reverse: "Technical undo of an operation that did not complete as answered, whole or in part",
  Clawback: "Take back a load of which part was spent; what is missing becomes a receivable",
  Chargeback: "The bank has taken a load back, whole or in part",
  Escheat: "Hand what nobody has claimed over to the state, as the list of what is due names it",
  CashOut: "Pay the remainder out",
  Adjust: "A correction by staff, up or down, with its reason",
  Block: "Refuse a card, or all cards of an account, until it is unblocked",
  Unblock: "Accept a blocked card, or all blocked cards of an account, again",
  ReportLost: "Hotlist a lost or stolen card for good; its value waits for the replacement",
  Freeze: "Stop an account from being debited, credited, or both",
  Unfreeze: "Lift the freeze of an account, wholly or for one side",
  Close: "End an account",
  Replace: "A new card for the same account; the old one is never accepted again",
  LinkCard: "A further card for the same account",
  Convert: "Make a bearer account a registered one; the lots stay as they are",
  Transfer: "Move value to another account of the same asset and issuer",
  Merge: "Move everything to another account of the same asset and issuer, and close the one it came from",
  ChangeExpiry: "Give a lot another end; breakage that was posted already is taken back first",
  Sweep: "Post what has fallen due on wallets that nobody touches",
  SetPin: "Give an account a PIN, or another one",
  IdentifyHolder: "Show by PIN or code that the card is the holder's",
  UnlockPin: "Let a PIN be tried again that was locked after too many wrong ones",
  RequestOneTimeCode: "Have a code sent to the holder, which is taken once where the PIN is asked for",
  Earn: "Give points by hand, as for a recommendation or an apology, or for a sale that is paid elsewhere",
  BurnPoints: "Use points, as tender or for an item",
  ConvertPoints: "Turn points into value of a sub-wallet, at the rate of the program",
  GrantVoucher: "Give a voucher of the program by hand, or because of the day it is",
  RequestAuthorization: "Put on record what somebody wants approved, so that a manager elsewhere can see it",
  GrantAuthorization: "Approve exactly one operation of another operator; the answer is a code to say aloud",
  RevokeAuthorization: "Make a code void that was granted and not used",
  RequestQuota: "Ask head office for more quota for a restricted outlet or terminal",
  GrantQuota:
    "Let a restricted outlet or terminal load so much more; a negative amount takes back what is left",
  ChangeTenant: "Set what is the same for the whole tenant: its zone, how codes are made",
  ChangeOwner: "Add an owner, or change one",
  ChangeOutlet: "Open an outlet, change it, or close it",
  ChangeTerminal: "Add a terminal, change it, or take it out of service",
  ChangeOperator: "Employ an operator, change what the person may do, or dismiss the person",
  ChangeClient: "Add a program that calls with a key, change it, or take it out of service",
  ChangeProgram: "Add a program, or a newer version of its terms",
  AllotNumbers:
    "Take the next card numbers of a program out of their secret order, for cards that are made in advance",
  Remind: "The holder is to be told that value ends soon, that a fee comes, or that it is the holder's day",
  ClosePeriod: "Close the books up to and including a business date, for good",
  CutOff:
    "End a clearing period: everything of its owners up to a business date, as far as it is recorded, is netted",
  ApprovePeriod: "Say that what a clearing period comes to is right",
  PayPeriod:
    "Record that net positions of a clearing period were paid, all or one owner's, or that they could not be",
  Dispute: "An owner does not agree with what it is due, or owes, for an operation",
  RejectDispute: "What was disputed is right as it is",
  CorrectClearing: "A counter-entry between two owners",
  OpenShift: "Somebody begins to work at an outlet, with a float in the drawer",
  CloseShift: "What there is was counted, and nothing more is done in the shift",
  Remit:
    "Cash of a shift is sent to head office, out of its drawer or, once it is closed, out of what it has left",
  ReceiveRemittance: "Cash that was sent to head office has arrived at the bank, as much as was counted there"
}
