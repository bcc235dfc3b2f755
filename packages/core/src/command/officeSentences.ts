/**
 * Sentences of what the office hears: of shifts, of clearing periods, of books that are locked.
 *
 * @module
 */
import type { Decline, DeclineTag } from "./Decline.ts"

type Of<Tag extends DeclineTag> = Extract<Decline, { readonly _tag: Tag }>

/** What is wrong with a shift. */
const shiftFaults: Readonly<Record<string, string>> = {
  unknown: "there is none of that name",
  closed: "it is closed",
  open: "it is still open",
  takenOver: "another shift has it already",
  anotherOutlet: "it is a shift of another outlet",
  anotherTerminal: "it is a shift at another terminal",
  anotherOperator: "it is somebody else's",
  name: "the name was used before",
  operator: "the operator still has it open",
  terminal: "it is still open at the terminal"
}

/** A part of the table of all declines. */
export const officeSentences = {
  ShiftNotOpen:
    ({ shift, why }: Of<"ShiftNotOpen">) =>
    () =>
      shift === ""
        ? "Open a shift first."
        : `Nothing can be done in shift ${shift}: ${shiftFaults[why] ?? why}.`,
  ShiftNotClosed:
    ({ shift, why }: Of<"ShiftNotClosed">) =>
    () =>
      `The drawer of shift ${shift} cannot be taken over: ${shiftFaults[why] ?? why}.`,
  ShiftTaken:
    ({ shift, why }: Of<"ShiftTaken">) =>
    () =>
      `Shift ${shift} stands in the way: ${shiftFaults[why] ?? why}.`,
  CycleUnknown:
    ({ id }: Of<"CycleUnknown">) =>
    () =>
      `There is no clearing cycle ${id}.`,
  PeriodOpen:
    ({ through }: Of<"PeriodOpen">) =>
    () =>
      `The clearing period up to ${through} is still open.`,
  PeriodSettled:
    ({ through }: Of<"PeriodSettled">) =>
    () =>
      `It is settled up to ${through} already.`,
  PeriodNotApproved:
    ({ approvals, needed }: Of<"PeriodNotApproved">) =>
    () =>
      `Approved by ${approvals} of the ${needed} people who have to.`,
  PeriodLocked:
    ({ lockedThrough }: Of<"PeriodLocked">) =>
    () =>
      `The books are closed up to ${lockedThrough}.`
}
