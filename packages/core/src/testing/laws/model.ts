/**
 * The law of the model: the ledger answers and holds what the reference model does, command by command.
 *
 * @module
 */
import * as fc from "fast-check"
import type { Document } from "../arbitraries/configurations.ts"
import { modelCommands } from "../model/commands.ts"
import { Model, type ModelTerms } from "../model/Model.ts"
import { law, onLedger } from "./Law.ts"

const maybe = <A>(...values: ReadonlyArray<A>): fc.Arbitrary<A | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined })

const terms: fc.Arbitrary<ModelTerms> = fc.record({
  giftAt: maybe("KTV1"),
  giftFor: maybe("room"),
  giftEach: maybe(1, 50, 120),
  giftDays: maybe(1, 2),
  mainDays: maybe(1, 3),
  holdHours: fc.constantFrom(1, 30),
  tolerance: fc.constantFrom(0, 10, 100),
  sleep: fc.option(fc.record({ days: fc.constantFrom(1, 9, 40), fee: fc.integer({ min: 1, max: 200 }) }), {
    nil: undefined,
    freq: 2
  }),
  afterExpiry: fc.constantFrom("grace", "keepExpired", "refundSubWallet")
})

const configurationOf = (terms: ModelTerms): Document => ({
  tenant: "model",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "KTV1", owner: "hq" },
    { id: "KTV2", owner: "hq" },
    { id: "FR1", owner: "fr1" }
  ],
  programs: [
    {
      id: "card",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        {
          id: "gift",
          priority: 10,
          funding: "promotional",
          rule: {
            ...(terms.giftAt && { outlets: [terms.giftAt] }),
            ...(terms.giftFor && { categories: [terms.giftFor] }),
            ...(terms.giftEach && { maximumPerOperation: terms.giftEach })
          },
          ...(terms.giftDays && { validity: { days: terms.giftDays } })
        },
        { id: "refund", priority: 80, funding: "refund" },
        {
          id: "main",
          priority: 90,
          funding: "paid",
          ...(terms.mainDays && { validity: { days: terms.mainDays } })
        }
      ],
      offers: [
        {
          id: "staged",
          pay: 300,
          bonus: {
            subWallet: "gift",
            amount: 101,
            release: { instalments: 3, every: "day", first: "atLoad" }
          }
        }
      ],
      holds: { expireAfter: { hours: terms.holdHours }, tolerancePercent: terms.tolerance },
      refundAfterExpiry:
        terms.afterExpiry === "grace" ? { kind: "grace", days: 2 } : { kind: terms.afterExpiry },
      reversal: { days: 3 },
      ...(terms.sleep && {
        dormancy: {
          after: { days: terms.sleep.days },
          fee: { amount: terms.sleep.fee, every: "month" as const }
        }
      })
    }
  ]
})

export const asTheModel = law(
  "as the model",
  "The ledger answers every command, and holds every lot afterwards, as the reference model does.",
  fc.record({ terms, commands: modelCommands }),
  (open, { commands, terms }) =>
    onLedger(open, configurationOf(terms), async (till) => {
      await till.submit({ type: "Issue", key: "issue", program: "card", card: "CARD0001", outlet: "KTV1" })
      const model = new Model(terms)
      model.now = till.now
      await fc.asyncModelRun(() => ({ model, real: { till, sent: 0 } }), commands)
    }),
  6
)
