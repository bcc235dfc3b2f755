/**
 * Looking up by which secret a card is kept, where the ledger's secret was followed by another one.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Command } from "./command/Command.ts"
import { asKept, olderIn, type Preparation } from "./command/prepare.ts"
import type { Query } from "./command/Query.ts"
import type { Request } from "./command/Request.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"

/**
 * The request with its cards by what they are kept by. A card keeps the hash that it came with for ever: what is read here
 * stays true. Where there was one secret only, nothing is read.
 */
export const withKept =
  (preparation: Preparation, read: Store["Service"]["read"]) =>
  <Asked extends Command | Query>(
    request: Request<Asked>
  ): Effect.Effect<Request<Asked>, StoreUnavailable> => {
    const cards = preparation.before === undefined ? [] : olderIn(request)
    return cards.length === 0
      ? Effect.succeed(request)
      : Effect.map(read({ cards, accounts: [], operations: [], keys: [] }), (view) =>
          asKept(preparation, request, (index) => view.cards.has(index))
        )
  }
