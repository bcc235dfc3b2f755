/**
 * `tessera card`: what a card holds and what happened to it, and issuing one. A number is read, and shown only at its end.
 *
 * @module
 */
import type { Found } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { approved, found, foundNamed, show } from "./ask.ts"
import { type Assets, assets, minor, units } from "./Assets.ts"
import { codeIn, inWords } from "./Ended.ts"
import { session } from "./Session.ts"
import { type Column, table } from "./Table.ts"
import { idempotencyKey, textOf, underKey } from "./writing.ts"

type Wallet = Found<"balance">["wallets"][number]
type Line = Found<"statement">["lines"][number]

const cardNumber = Argument.String("card").pipe(
  Argument.withDescription("Its number; - reads it from standard input")
)

const numberIn = (said: string) =>
  said === "-" ? Effect.map(textOf(said), (text) => text.trim()) : Effect.succeed(said)

/** The end of a number: at most half of it. */
const ending = (card: string): string => `…${card.slice(-Math.min(4, card.length >> 1))}`

/** One line of the balance: a sub-wallet of a wallet, or what was promised beyond it. */
interface Held {
  readonly currency: string
  readonly name: string
  readonly ledger: number
  readonly held: number
  readonly available: number
}

const heldIn = ({ currency, receivable, subWallets }: Wallet): ReadonlyArray<Held> => [
  ...subWallets.map(({ available, held, ledger, subWallet }) => ({
    currency,
    name: subWallet,
    ledger,
    held,
    available
  })),
  ...(receivable === 0
    ? []
    : [{ currency, name: "owed by the holder", ledger: -receivable, held: 0, available: -receivable }])
]

const amountColumn = (known: Assets, title: string, of: (row: Held) => number): Column<Held> => ({
  title,
  isRight: true,
  of: (row) => units(known, of(row), row.currency)
})

const balanceText = (known: Assets, wallets: ReadonlyArray<Wallet>): string =>
  table(
    wallets.flatMap((wallet) => heldIn(wallet)),
    [
      { title: "SUB-WALLET", of: ({ name }) => name },
      { title: "CURRENCY", of: ({ currency }) => currency },
      amountColumn(known, "BALANCE", ({ ledger }) => ledger),
      amountColumn(known, "HELD", ({ held }) => held),
      amountColumn(known, "AVAILABLE", ({ available }) => available)
    ],
    "It holds nothing."
  )

const historyText = (known: Assets, lines: ReadonlyArray<Line>): string =>
  table(
    lines,
    [
      { title: "WHEN (UTC)", of: ({ at }) => at.slice(0, 16).replace("T", " ") },
      { title: "WHAT", of: ({ verb }) => verb },
      { title: "OUTLET", of: ({ outlet }) => outlet ?? "" },
      { title: "AMOUNT", isRight: true, of: ({ amount, currency }) => units(known, amount, currency) },
      { title: "BALANCE", isRight: true, of: ({ balance, currency }) => units(known, balance, currency) },
      { title: "CURRENCY", of: ({ currency }) => currency }
    ],
    "Nothing has happened to it."
  )

/** A program looks a card up a few times in a quarter of an hour, so that nobody tries numbers out. */
const lookedUp: typeof found = (answer) =>
  Effect.mapError(found(answer), (ended) =>
    codeIn(ended) === "rate_limited"
      ? inWords(
          ended,
          "This card was looked up too often just now: with a key, 5 times in 15 minutes.\n" +
            "The token of staff who have signed in, as TESSERA_KEY, is not counted."
        )
      : ended
  )

const shown = Command.make(
  "show",
  {
    card: cardNumber,
    history: Flag.Int("history").pipe(
      Flag.withDescription("How many of its newest operations are shown too"),
      Flag.withMetavar("COUNT"),
      Flag.withDefault(0)
    )
  },
  ({ card: said, history }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const card = yield* numberIn(said)
      const { wallets } = yield* lookedUp(client.ask.balance({ card }))
      const { lines } = history > 0 ? yield* lookedUp(client.ask.statement({ card })) : { lines: [] }
      const newest = lines.slice(-Math.max(0, history)).toReversed()
      const known = yield* assets
      const text = [`Card ${ending(card)}`, "", balanceText(known, wallets)]
      yield* show(
        { card: ending(card), wallets, lines: newest },
        [...text, ...(history > 0 ? ["", historyText(known, newest)] : [])].join("\n")
      )
    })
).pipe(
  Command.withDescription("What a card holds, and what happened to it"),
  Command.withExamples([
    { command: "tessera card show 4000-1234" },
    {
      command: "tessera card show - --history 20 < number.txt",
      description: "The number stays out of the shell's history"
    }
  ])
)

const issue = Command.make(
  "issue",
  {
    card: cardNumber,
    program: Flag.String("program").pipe(
      Flag.withDescription("Under which terms"),
      Flag.withMetavar("PROGRAM")
    ),
    outlet: Flag.String("outlet").pipe(Flag.withDescription("Where it is sold"), Flag.withMetavar("OUTLET")),
    amount: Flag.String("amount").pipe(
      Flag.withDescription("What is loaded at once, in units, such as 50 or 12.50"),
      Flag.withMetavar("AMOUNT"),
      Flag.optional
    ),
    tender: Flag.Literals("tender", ["cash", "bankCard", "transfer", "invoice"]).pipe(
      Flag.withMetavar("KIND"),
      Flag.withDescription("Paid by"),
      Flag.withDefault("cash")
    ),
    key: idempotencyKey
  },
  ({ amount, card: said, key, outlet, program, tender }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const card = yield* numberIn(said)
      const { asset } = yield* foundNamed(`program ${program}`, client.ask.program({ id: program }))
      const known: Assets = new Map([[asset.code, asset.exponent]])
      const worth = Option.isSome(amount) ? yield* minor(known, amount.value, asset.code) : undefined
      const loaded =
        worth === undefined ? {} : { amount: worth, currency: asset.code, tender: { kind: tender } }
      const receipt = yield* approved(client.issue({ card, program, outlet, ...loaded }, underKey(key)))
      const value = worth === undefined ? "" : ` with ${units(known, worth, asset.code)} ${asset.code}`
      const again = receipt.replayed ? " It was before: nothing was done this time." : ""
      yield* show(receipt, `Card ${ending(card)} is issued under ${program}${value}.${again}`)
    })
).pipe(
  Command.withDescription("Issues a card, and loads it at once if an amount is said"),
  Command.withExamples([
    { command: "tessera card issue 4000-1234 --program gift --outlet Centre --amount 50" }
  ])
)

export const card = Command.make("card").pipe(
  Command.withDescription("Cards: looked up and issued"),
  Command.withShortDescription("Cards: show, issue"),
  Command.withSubcommands([shown, issue])
)
