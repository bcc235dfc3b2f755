/** The story of this folder, as `npm run example:membership` tells it. */
import { join } from "node:path"
import { testStory } from "../../runner/test/story.ts"

testStory(join(import.meta.dirname, ".."), {
  says: [
    "paid 3.20 main for drink + 4.00 main for cake, 7 BEANS earned, 1.00 off the list price",
    "a voucher for the holder: third-visit, 3.50",
    "paid 3.20 cups for drink + 2.50 main for cake",
    "the card is now regular",
    "beans  83  BEANS",
    "30 BEANS taken back, given back 30.00 main for catering, owed by the holder 5.00",
    "180 BEANS earned",
    "the card is now friend",
    "added 45.00 main + 2.50 gift, paid off of what was owed 5.00",
    "added 4.00 gift, for 100 BEANS",
    "what was named is no voucher of this card",
    "2 card types reviewed",
    "paid 2.70 gift for drink + 1.30 main for drink, 1 BEANS earned",
    "22 operations: 21 approved, 1 declined, 0 invalid, 0 answered before"
  ],
  totals: ["0.00  EUR", "0  BEANS"]
})
