/**
 * What a hand-written client says of a command: its text, its fingerprint, a time-ordered id, days and instants.
 *
 * @module
 */
import { operationIds } from "@tessera/core/ports"
import { cardIndex, mac } from "../shop.ts"
import type { Step } from "../workload.ts"

/** Ids as the service makes them, without their prefix. */
export const tails = (): ((at: number) => string) => {
  const next = operationIds(Math.random)
  return (at) => next(at).slice("op_".length)
}

const eightHours = 8 * 3_600_000
const days = new Map<number, string>()

/** The day in the shop's zone, which has no summer time. */
export const dayOf = (at: number): string => {
  const day = Math.floor((at + eightHours) / 86_400_000)
  const known = days.get(day)
  if (known !== undefined) return known
  const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
  days.set(day, text)
  return text
}

/** The card's keyed hash, the command as it is kept, and the keyed hash by which a repetition is known. */
export const heardOf = ({ amount, card, expiresAt, key, original, outlet, verb }: Step) => {
  const index = original === undefined ? cardIndex(card) : undefined
  const subject = index === undefined ? `"originalKey":"${original}"` : `"card":"${index}"`
  const end = expiresAt === undefined ? "" : `"expiresAt":${expiresAt},`
  const asked = `{"amount":${amount},${subject},"currency":"CNY",${end}"key":"${key}","outlet":"${outlet}","type":"${verb}"}`
  return { index, asked, fingerprint: mac("fingerprint", asked).slice(0, 32) }
}
