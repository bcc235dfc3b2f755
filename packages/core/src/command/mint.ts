/**
 * Minting: the number of a new card, which only the key vault can foretell, and which is stored nowhere.
 *
 * @module
 */
import type { Network } from "../network/Network.ts"
import { type Numbering, randomLength } from "../program/Numbering.ts"
import { type Alphabet, alphabets, checkCharacter } from "../values/checkCharacter.ts"
import type { ClientId, Key, ProgramId } from "../values/Ids.ts"
import { firstMac, type Macs } from "../values/Mac.ts"
import { permuted } from "../values/permute.ts"
import type { Command } from "./Command.ts"

/** What numbers are minted with. */
interface Keys extends Macs {
  readonly network: Pick<Network, "tenant" | "programs">
}

/** The last so many characters of a number as it is written in an alphabet. */
const written = (value: bigint, alphabet: Alphabet, length: number): string => {
  const characters = alphabets[alphabet]
  const size = BigInt(characters.length)
  let [text, rest] = ["", value]
  while (text.length < length) {
    text = `${characters[Number(rest % size)]}${text}`
    rest /= size
  }
  return text
}

/** Prefix, characters, check character. */
const completed = (numbering: Numbering, value: bigint): string => {
  const { alphabet = "digits", check = "luhn", prefix } = numbering
  const number = `${prefix}${written(value, alphabet, randomLength(numbering))}`
  return check === "none" ? number : `${number}${checkCharacter(alphabet, check, number)}`
}

/** An order stays the one that it began as: another secret would give numbers again that are given already. */
const inOrder = (keys: Keys, program: string, numbering: Numbering, serial: number): string => {
  const [mac, { network }] = [firstMac(keys), keys]
  const space = { radix: alphabets[numbering.alphabet ?? "digits"].length, length: randomLength(numbering) }
  const hash = (text: string) =>
    mac(
      "numberOrder",
      ["tessera number order 1", network.tenant, program, space.radix, space.length, text].join("\n")
    )
  return completed(numbering, permuted(hash, space, BigInt(serial)))
}

/** What a number is minted from, beside the keys of the vault. */
export interface Minting {
  readonly client: ClientId
  readonly key: Key
  readonly program: string
  readonly numbering: Numbering
  readonly attempt: number
  /** Its place in the program's secret order. Absent: it is made from the command. */
  readonly serial?: number | undefined
}

/**
 * The number that is minted for a command: the same command gets the same number again, so that a replay can show it
 * although it is stored nowhere.
 */
export const minted = (keys: Keys, minting: Minting): string => {
  const { attempt, client, key, numbering, program, serial } = minting
  if (serial !== undefined) return inOrder(keys, program, numbering, serial)
  const seed = keys.mac("cardNumber", [keys.network.tenant, program, client, key, attempt].join("\n"))
  return completed(numbering, BigInt(`0x${seed}`))
}

/**
 * The number of a program at a place of its secret order, counted from 0: for the file of a card supplier, with what
 * `AllotNumbers` has answered. `undefined` where the program has no such order.
 */
export const cardNumber = (keys: Keys, program: ProgramId, serial: number): string | undefined => {
  const numbering = keys.network.programs.get(program)?.numbering
  return numbering?.order === "permuted" ? inOrder(keys, program, numbering, serial) : undefined
}

/** The programs whose next number a command may need. */
export const mintsFor = (
  { programs }: Pick<Network, "programs">,
  command: Command
): ReadonlyArray<ProgramId> =>
  command.type === "Issue" && command.card === undefined
    ? [command.program]
    : command.type === "Replace" && command.newCard === undefined
      ? [...programs.keys()]
      : []
