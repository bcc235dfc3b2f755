/**
 * What is wrong with what a program gives: card types, discounts, tiers and vouchers that name what is not there.
 *
 * @module
 */
import type { Program } from "../program/Program.ts"
import { doubles, type Fault, unknown } from "./Fault.ts"

type Path = Fault["path"]

const under = (at: Path, faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> =>
  faults.map(({ message, path }) => ({ path: [...at, ...path], message }))

const typesOf = ({ cardTypes }: Program): ReadonlyArray<string> => (cardTypes ?? []).map(({ id }) => id)

const unknownTypes = (program: Program, named: ReadonlyArray<string> | undefined): ReadonlyArray<Fault> =>
  (named ?? []).flatMap((id, n) => unknown(["cardTypes", n], "a card type", id, typesOf(program)))

const cardTypeFaults = (program: Program): ReadonlyArray<Fault> => [
  ...doubles("cardTypes", typesOf(program)),
  ...(program.cardTypes ?? []).flatMap(({ rebate }, n) =>
    unknown(
      ["cardTypes", n, "rebate", "subWallet"],
      "a sub-wallet",
      rebate?.subWallet,
      program.subWallets.map(({ id }) => id)
    )
  )
]

const discountFaults = (program: Program): ReadonlyArray<Fault> => {
  const discounts = program.discounts ?? []
  return [
    ...doubles(
      "discounts",
      discounts.map(({ id }) => id)
    ),
    ...discounts.flatMap(({ cardTypes }, n) => under(["discounts", n], unknownTypes(program, cardTypes)))
  ]
}

const tierFaults = (program: Program): ReadonlyArray<Fault> => {
  const { tiers } = program
  if (tiers === undefined) return []
  const types = typesOf(program)
  return [
    ...unknown(["tiers", "below"], "a card type", tiers.below, types),
    ...tiers.levels.flatMap(({ cardType, from }, n) => [
      ...unknown(["tiers", "levels", n, "cardType"], "a card type", cardType, types),
      ...(from <= (tiers.levels[n - 1]?.from ?? 0n)
        ? [
            {
              path: ["tiers", "levels", n, "from"],
              message: "Expected more than the level before it asks for"
            }
          ]
        : [])
    ])
  ]
}

const voucherFaults = (program: Program): ReadonlyArray<Fault> => {
  const vouchers = program.vouchers ?? []
  const given = program.subWallets.filter(({ funding }) => funding === "promotional").map(({ id }) => id)
  return [
    ...doubles(
      "vouchers",
      vouchers.map(({ id }) => id)
    ),
    ...vouchers.flatMap(({ cardTypes, subWallet }, n) => [
      ...unknown(["vouchers", n, "subWallet"], "a promotional sub-wallet", subWallet, given),
      ...under(["vouchers", n], unknownTypes(program, cardTypes))
    ]),
    ...program.subWallets.flatMap((rule, n) =>
      (rule.vouchers?.with ?? []).flatMap((id, m) =>
        unknown(
          ["subWallets", n, "vouchers", "with", m],
          "a sub-wallet of vouchers",
          id,
          program.subWallets.filter(({ vouchers: use }) => use !== undefined).map((other) => other.id)
        )
      )
    )
  ]
}

/** Every fault in what a program gives, each with the path of the wrong field. */
export const givingFaults = (program: Program, at: Path): ReadonlyArray<Fault> =>
  under(at, [
    ...cardTypeFaults(program),
    ...discountFaults(program),
    ...tierFaults(program),
    ...voucherFaults(program)
  ])
