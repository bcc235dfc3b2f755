/**
 * How much a command says it is about, as an approval of it is bound to it.
 *
 * @module
 */
import type { Command } from "./Command.ts"

/** In minor units; of a sale that is paid elsewhere, what was paid. Absent: the ledger works it out. */
export const amountSaid = (command: Command): bigint | undefined => {
  if (command.type === "Earn") return command.paid ?? command.amount
  return "amount" in command ? command.amount : undefined
}
