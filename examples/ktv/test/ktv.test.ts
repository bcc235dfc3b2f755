/** The story of this folder, as `npm run example:ktv` tells it. */
import { join } from "node:path"
import { testStory } from "../../runner/test/story.ts"

testStory(join(import.meta.dirname, ".."), {
  says: [
    "paid 40.00 gift + 260.00 main, 400 STARS earned",
    "paid 360.00 main for room, 360 STARS earned",
    "declined: Ask the holder for the PIN.",
    "declined: Wrong; 2 more tries.",
    "Loading is not possible here or with this card.",
    "60 STARS taken back, given back 60.00 main",
    "Paying with a card is not possible here or with this card.",
    "A manager has to approve this with a code.",
    "declined: This outlet may load 0.00 CNY more.",
    "The limit cn-anonymous leaves room for 1000.00 CNY on this card.",
    "added 50.00 gift, for 500 STARS",
    "gift    90.00  CNY  available 90.00, to come 120.00",
    "21 operations: 14 approved, 7 declined, 0 invalid, 0 answered before"
  ],
  totals: ["0.00  CNY", "0  STARS"]
})
