/**
 * The screen of the till: one question at a time, answered with the arrow keys.
 *
 * @module
 */
import { intro, outro, select, text } from "@clack/prompts"
import { readMoney } from "./Money.ts"

type Perform = (line: string) => Promise<boolean>

const menu = [
  { value: "buy", label: "Sell", hint: "pay with a card" },
  { value: "look", label: "What is on a card" },
  { value: "load", label: "Load", hint: "through the office" },
  { value: "issue", label: "New card", hint: "through the office" },
  { value: "copy", label: "Last receipt again" },
  { value: "drawer", label: "Open the drawer" },
  { value: "line", label: "Office", hint: "line, journal, ledger" },
  { value: "desk", label: "Reader and printer", hint: "unplug, paper" },
  { value: "quit", label: "End" }
] as const

const office = [
  { value: "sync", label: "Send the journal" },
  { value: "ledger", label: "Show its ledger" },
  { value: "lost", label: "Report a card lost" },
  { value: "offline", label: "Pull the line" },
  { value: "online", label: "Put the line back" }
] as const

const desk = [
  { value: "unplug", label: "Unplug the reader" },
  { value: "plugin", label: "Plug the reader in" },
  { value: "paper out", label: "Take the paper" },
  { value: "paper in", label: "Put paper in" }
] as const

const moments = [
  { value: "", label: "Leave it until it is done" },
  { value: " sooner", label: "Pull it away too early" },
  { value: " early", label: "Pull it away at the last moment, before the card acts" },
  { value: " late", label: "Pull it away at the last moment, after the card acted" }
] as const

/** Nothing where the cashier went back. */
const said = <A>(answer: A): Exclude<A, symbol> | undefined =>
  typeof answer === "symbol" ? undefined : (answer as Exclude<A, symbol>)

const amountOf = async (message: string, initialValue = ""): Promise<string | undefined> =>
  said(
    await text({
      message,
      initialValue,
      placeholder: "12.50",
      validate: (given) => (readMoney(given ?? "") === undefined ? "An amount, as in 12.50" : undefined)
    })
  )

const cardOf = async (isSimulated: boolean): Promise<string | undefined> => {
  if (!isSimulated) return "card"
  const card = await select({
    message: "Which card is put on the reader?",
    options: [
      { value: "ana", label: "Ana's" },
      { value: "ben", label: "Ben's" },
      { value: "foreign", label: "One of another chain" }
    ]
  })
  return said(card)
}

const officeLine = async (): Promise<string | undefined> => {
  const asked = said(await select({ message: "Office", options: [...office] }))
  if (asked !== "lost") return asked
  const digits = said(await text({ message: "The last four digits on its receipts?", placeholder: "0002" }))
  return digits && `lost ${digits}`
}

/** The line that is meant; nothing where the cashier went back. */
const lineFor = async (
  what: (typeof menu)[number]["value"],
  isSimulated: boolean
): Promise<string | undefined> => {
  if (what === "line") return officeLine()
  if (what === "desk") return said(await select({ message: "Reader and printer", options: [...desk] }))
  if (what === "drawer") {
    const reason = said(
      await text({ message: "Why is the drawer opened?", placeholder: "change for a note" })
    )
    return reason === undefined || reason.trim() === "" ? undefined : `drawer ${reason}`
  }
  if (what === "copy" || what === "quit") return what
  const card = await cardOf(isSimulated)
  if (card === undefined || what === "look" || what === "issue") return card && `${what} ${card}`
  const amount = await amountOf(what === "buy" ? "How much is to be paid?" : "How much money is loaded?")
  if (amount === undefined) return undefined
  if (what === "load") {
    const gift = await amountOf("And how much gift value?", "0")
    return gift && `load ${card} ${amount} ${gift}`
  }
  const moment = isSimulated ? said(await select({ message: "And the card?", options: [...moments] })) : ""
  return moment === undefined ? undefined : `buy ${card} ${amount}${moment}`
}

export const screen = async (perform: Perform, isSimulated: boolean): Promise<void> => {
  intro("Linden Tea · till C1")
  while (true) {
    const options = menu.filter(({ value }) => isSimulated || value !== "desk")
    const what = said(await select({ message: "What is next?", options, maxItems: 9 }))
    const line = what === undefined ? "quit" : await lineFor(what, isSimulated)
    if (line !== undefined && !(await perform(line))) break
  }
  outro("Goodbye")
}
