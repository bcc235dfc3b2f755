/** Where no place is said, a ledger reads what it needs of the operator's own one before it decides: shift, quota and limits. */
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { readCommand, StoredValue } from "../src/index.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { configurationOf, servicesFor } from "../src/testing/secrets.ts"
import { firstInstant } from "../src/testing/Till.ts"
import type { ClientId } from "../src/values/Ids.ts"
import { commandOf, outcomeText } from "./tables/notation.ts"
import { shop } from "./tables/shop.ts"

const configuration = configurationOf(
  shop(
    {},
    {
      outlets: [
        { id: "A1", owner: "hq", shifts: "counted" },
        { id: "B1", owner: "fr1", restricted: "loads" }
      ],
      owners: [
        { id: "hq", kind: "headOffice" },
        { id: "fr1", kind: "franchise" },
        {
          id: "fr2",
          kind: "franchise",
          limits: [{ id: "fixes", verb: "Adjust", amount: 5, currency: "CNY", per: "day" }]
        }
      ],
      terminals: [],
      operators: [
        { id: "amy", role: "cashier", outlet: "A1" },
        { id: "bea", role: "manager", outlet: "B1", permissions: { Adjust: "yes" } },
        { id: "dan", role: "owner", owner: "fr1", permissions: { Adjust: "yes" } },
        { id: "cy", role: "owner", owner: "fr2", permissions: { Adjust: "yes" } }
      ]
    }
  )
)

/** Each step by a process that has just started, and so has read nothing yet. */
const said = (story: string) =>
  Effect.gen(function* () {
    let last = ""
    for (const [n, text] of story.split("; ").entries()) {
      const command = Result.getOrThrow(readCommand(commandOf(text, `k${n}`)))
      const outcome = StoredValue.use(({ submit }) => submit("till" as ClientId, command, firstInstant))
      last = outcomeText(
        yield* Effect.provide(
          outcome,
          Layer.fresh(Layer.provide(StoredValue.layer(configuration), servicesFor(n)))
        )
      )
    }
    return last
  }).pipe(Effect.provide(Layer.fresh(MemoryStore.layer)))

const opened = "Issue card=ANNA; OpenShift shift=s float=5 operator=amy card=-"
const quota = "Issue card=ANNA; GrantQuota 10 ofOutlet=B1 card=-"

it.live.each([
  ["in the own shift", `${opened}; Block shift=s operator=amy outlet=-`, "approved status blocked"],
  ["out of the own quota", `${quota}; Adjust 4 subWallet=main operator=bea outlet=-`, "approved main 4"],
  [
    "of which no more is left",
    `${quota}; GrantQuota -7 ofOutlet=B1 card=-; Adjust 4 subWallet=main operator=bea outlet=-`,
    "declined quota_exceeded left 3"
  ],
  [
    "not past the quota of one of the own owner's outlets",
    "Issue card=ANNA; Adjust 3 subWallet=main operator=dan outlet=-",
    "declined not_permitted right Adjust without an outlet"
  ],
  [
    "within the limit of the own owner",
    "Issue card=ANNA; Adjust 3 subWallet=main operator=cy outlet=-; Adjust 3 subWallet=main operator=cy outlet=-",
    "declined limit_exceeded limit fixes room 2"
  ]
] as const)("%s", ([, story, expected]) =>
  Effect.gen(function* () {
    expect((yield* said(story)).slice(0, expected.length)).toBe(expected)
  })
)
