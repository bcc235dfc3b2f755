/**
 * What a program gives names only what is there: every fault is found, with the path of the wrong field.
 *
 * @module
 */
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { member, shop } from "../tables/shop.ts"

const faults = (changes: object): ReadonlyArray<string> => {
  const read = readConfiguration(shop(changes))
  return Result.isFailure(read)
    ? read.failure.map(({ message, path }) => `${path.join(".")}: ${message}`)
    : []
}

const cardTypes = [{ id: "silver" }, { id: "gold" }]
const levels = [
  { cardType: "silver", from: 100 },
  { cardType: "gold", from: 500 }
]
const subWallets = [
  ...member.subWallets,
  { id: "slips", funding: "promotional", vouchers: { use: "single", with: ["stamps"] } },
  { id: "stamps", funding: "promotional", vouchers: { with: ["slips"] } }
]

it("takes what is right", () => {
  expect(
    faults({
      cardTypes: [...cardTypes, { id: "blue", rebate: { percent: 5, subWallet: "gift" } }],
      subWallets,
      discounts: [{ id: "d", percent: 99, cardTypes: ["gold"], condition: { outlets: ["A1"] } }],
      tiers: { per: "year", levels, below: "silver" },
      vouchers: [{ id: "v", subWallet: "slips", amount: 5, when: { spend: 100 }, cardTypes: ["gold"] }]
    })
  ).toEqual([])
})

it.each<readonly [string, object, string]>([
  [
    "a card type twice",
    { cardTypes: [{ id: "a" }, { id: "a" }] },
    "cardTypes.1.id: Expected an id used once; a is there twice"
  ],
  [
    "a rebate that goes nowhere",
    { cardTypes: [{ id: "a", rebate: { percent: 5, subWallet: "no" } }] },
    "cardTypes.0.rebate.subWallet: Expected the id of a sub-wallet: room, a1only, gift, refund, main"
  ],
  [
    "a discount twice",
    {
      discounts: [
        { id: "d", percent: 5 },
        { id: "d", percent: 6 }
      ]
    },
    "discounts.1.id: Expected an id used once; d is there twice"
  ],
  [
    "a discount for no type",
    { cardTypes, discounts: [{ id: "d", percent: 5, cardTypes: ["gold", "tin"] }] },
    "discounts.0.cardTypes.1: Expected the id of a card type: silver, gold"
  ],
  [
    "a level of no type",
    { cardTypes, tiers: { per: "year", levels: [{ cardType: "tin", from: 5 }] } },
    "tiers.levels.0.cardType: Expected the id of a card type: silver, gold"
  ],
  [
    "below it no type",
    { cardTypes, tiers: { per: "year", levels, below: "tin" } },
    "tiers.below: Expected the id of a card type: silver, gold"
  ],
  [
    "levels that do not rise",
    {
      cardTypes,
      tiers: {
        per: "year",
        levels: [
          { cardType: "silver", from: 5 },
          { cardType: "gold", from: 5 }
        ]
      }
    },
    "tiers.levels.1.from: Expected more than the level before it asks for"
  ],
  [
    "a voucher twice",
    {
      vouchers: [
        { id: "v", subWallet: "gift", amount: 5 },
        { id: "v", subWallet: "gift", amount: 6 }
      ]
    },
    "vouchers.1.id: Expected an id used once; v is there twice"
  ],
  [
    "a voucher of paid value",
    { vouchers: [{ id: "v", subWallet: "main", amount: 5 }] },
    "vouchers.0.subWallet: Expected the id of a promotional sub-wallet: room, a1only, gift"
  ],
  [
    "a voucher for no type",
    { vouchers: [{ id: "v", subWallet: "gift", amount: 5, cardTypes: ["tin"] }] },
    "vouchers.0.cardTypes.0: Expected the id of a card type: none is configured"
  ],
  [
    "vouchers beside what are none",
    {
      subWallets: [
        ...member.subWallets,
        { id: "slips", funding: "promotional", vouchers: { with: ["gift"] } }
      ]
    },
    "subWallets.5.vouchers.with.0: Expected the id of a sub-wallet of vouchers: slips"
  ]
])("finds %s", (_, changes, fault) => {
  expect(faults(changes)).toEqual([`programs.0.${fault}`])
})
