/** Laws of what chance alone would seldom play: one case, as a slow ledger is tried with, plays it, whatever the seed. */
import { describe, expect, it } from "vitest"
import { checkLaw, laws, type InProcessTill, type Open, type Sent, till } from "../../src/testing/index.ts"

const seeds = Array.from({ length: 3 }, (_, n) => 20_261_121 + n * 7_919)

const broken = async (name: string, open: Open, seed: number): Promise<boolean> => {
  const law = laws.find((one) => one.name === name)
  if (law === undefined) throw new Error(`there is no law of ${name}`)
  return checkLaw(law, open, { runs: 1, seed }).then(
    () => false,
    () => true
  )
}

/** A ledger whose till is another one in something. */
const but =
  (change: (honest: InProcessTill) => Partial<InProcessTill>): Open =>
  (configuration, beginning) => {
    const honest = till(configuration, beginning)
    const { now: _, ...rest } = change(honest)
    return Object.assign(honest, rest)
  }

/** Records what counts before the end of closed books as if they were open. */
const lateAfterAll = but((honest) => {
  const [submit, journal] = [honest.submit.bind(honest), honest.journal.bind(honest)]
  const moved = new Map<string, number>()
  return {
    submit: (sent: Sent, client?: string) => {
      const outcome = submit(sent, client)
      const { effectiveAt, ...now } = sent
      if (outcome.outcome !== "declined" || outcome.decline._tag !== "PeriodLocked") return outcome
      const done = submit({ ...now, key: `${String(sent["key"])}.now` }, client)
      if (done.outcome === "approved") moved.set(done.receipt.operation, Date.parse(String(effectiveAt)))
      return done
    },
    journal: () =>
      journal().map((one) => {
        const effectiveAt = moved.get(one.operation.id)
        return effectiveAt === undefined ? one : { ...one, operation: { ...one.operation, effectiveAt } }
      })
  }
})

/** The books forget one kind of account. */
const booksWithout = (kind: string) =>
  but((honest) => {
    const books = honest.books.bind(honest)
    return { books: () => books().filter(({ account }) => account.kind !== kind) }
  })

/** Tells strangers of a card that is blocked, expired or not in use what a till would hear. */
const talkative = but((honest) => {
  const submit = honest.submit.bind(honest)
  return {
    submit: (sent: Sent, client?: string) => {
      const outcome = submit(sent, client)
      if (outcome.outcome !== "declined" || outcome.decline._tag !== "CardNotAccepted") return outcome
      const { channel: _, ...atTheTill } = sent
      const exact = submit({ ...atTheTill, key: `${String(sent["key"])}.till` }, client)
      const isOut = exact.outcome === "declined" && /^(NotActivated|Blocked|Card)/.test(exact.decline._tag)
      return isOut ? exact : outcome
    }
  }
})

describe.each([
  ["closed books stay", "what counts before closed books is recorded", lateAfterAll],
  ["cash of shifts", "cash under way is in no book", booksWithout("remittance")],
  ["cash of shifts", "cash in drawers is in no book", booksWithout("cashClearing")],
  ["strangers", "strangers hear what has become of a card", talkative]
])("%s, in one case", (name, defect, open) => {
  it.each(seeds)(`sees when ${defect} (seed %i)`, async (seed) => {
    expect(await broken(name, open, seed)).toBe(true)
    expect(await broken(name, till, seed)).toBe(false)
  })
})
