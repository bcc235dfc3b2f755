/**
 * A stranger learns nothing from how long an answer takes: for a card that is not there, a wrong PIN, a blocked card and every other
 * refusal the same work is done, step by step.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { readCommand, readQuery, StoredValue } from "../src/index.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { NodePinHasher } from "../src/node/index.ts"
import { KeyVault, PinHasher, Store } from "../src/ports/index.ts"
import { configurationOf, servicesFor } from "../src/testing/secrets.ts"
import { firstInstant } from "../src/testing/Till.ts"
import type { ClientId } from "../src/values/Ids.ts"
import { declineText } from "../src/command/Decline.ts"
import { commandOf, outcomeText } from "./tables/notation.ts"
import { shop } from "./tables/shop.ts"

const verification = { pinAbove: "always", tries: 3, oneTimeCode: {} }
const numbering = { prefix: "9902", length: 16, secret: { digits: 4, channels: ["app"] } }

/** What is done for one answer, in order. */
const watched = (steps: Array<string>) => {
  const hasher = Layer.effect(
    PinHasher,
    Effect.map(PinHasher, ({ compare, hash }) =>
      PinHasher.of({
        hash,
        compare: (pin, text) =>
          Effect.suspend(() => {
            steps.push("compare a PIN")
            return compare(pin, text)
          })
      })
    )
  ).pipe(Layer.provide(NodePinHasher.layer(Redacted.make("any pepper"), { memory: 64, passes: 1 })))
  const vault = Layer.effect(
    KeyVault,
    Effect.map(KeyVault, ({ mac }) =>
      KeyVault.of({
        mac: (purpose, text) => {
          steps.push(`mac ${purpose}`)
          return mac(purpose, text)
        }
      })
    )
  ).pipe(Layer.provide(servicesFor(1)))
  const store = Layer.effect(
    Store,
    Effect.map(Store, (store) =>
      Store.of({
        ...store,
        read: (references) =>
          Effect.suspend(() => {
            steps.push("read")
            return store.read(references)
          }),
        commit: (shard, tasks, decide) =>
          Effect.map(store.commit(shard, tasks, decide), (batch) => {
            steps.push(`commit ${tasks.length}, ${batch.recorded.length} recorded`)
            return batch
          })
      })
    )
  ).pipe(Layer.provide(MemoryStore.layer))
  return StoredValue.layer(
    configurationOf(shop({ verification, numbering, cardValidity: { months: 1 } }))
  ).pipe(Layer.provide([hasher, store]), Layer.provide(Layer.merge(servicesFor(1), vault)))
}

/** The steps of one answer to a stranger, after a story; the answer is the one that all strangers get. */
const stepsOf = (story: string, asked: string, answer: string) => {
  const steps: Array<string> = []
  return Effect.gen(function* () {
    const { balance, submit } = yield* StoredValue
    let [keys, now] = [0, firstInstant]
    const say = (text: string) => {
      const sent = commandOf(text, `k${(keys += 1)}`)
      if (sent["type"] !== "Balance")
        return Effect.orDie(
          Effect.map(submit("till" as ClientId, Result.getOrThrow(readCommand(sent)), now), outcomeText)
        )
      const query = Result.getOrThrow(readQuery(sent))
      if (query.type !== "Balance") throw new Error(text)
      return Effect.orDie(
        Effect.map(balance(query, now), (found) =>
          "_tag" in found ? `declined ${declineText(found).code}` : "found"
        )
      )
    }
    for (const step of ["Issue card=ANNA", "Load 900", "SetPin newPin=4711", ...story.split(";")]) {
      const text = step.trim()
      if (text === "") continue
      if (text === "a month goes by") now += 32 * 86_400_000
      else expect(yield* say(text.replace("?", ""))).toMatch(text.startsWith("?") ? /^declined/ : /^approved/)
    }
    steps.length = 0
    expect(yield* say(asked)).toBe(answer)
    return steps
  }).pipe(Effect.provide(watched(steps)), Effect.scoped)
}

const wrong = "?Redeem 5 pin=0000"
/** Cards that are not accepted, whatever is asked. */
const refused: Readonly<Record<string, string>> = {
  "a blocked one": "Block",
  "a lost one": "ReportLost",
  "one that is not active": "Deactivate",
  "one that has ended": "a month goes by",
  "a closed account": "Redeem 900 pin=4711; Close"
}
const stories: Readonly<Record<string, string>> = {
  ...refused,
  "a card that is there": "",
  "a PIN that is locked": `${wrong}; ${wrong}; ${wrong}`,
  "a closing account": "Close",
  "a frozen account": "Freeze",
  "a code that is there": "RequestOneTimeCode"
}

const same = (name: string, asked: string, answer: string, all = stories, least = 3) =>
  describe(name, () => {
    it.live.each(Object.entries(all))(
      "takes the same steps as for a card that is not there: %s",
      ([, story]) =>
        Effect.gen(function* () {
          const nobody = yield* stepsOf("", `${asked} card=NONE`, answer)
          expect(nobody.length).toBeGreaterThanOrEqual(least)
          expect(yield* stepsOf(story, asked, answer)).toEqual(nobody)
        })
    )
  })

describe("strangers", () => {
  same("without anything", "Redeem 5 channel=web", "declined card_not_accepted")
  same("with a wrong PIN", "Redeem 5 channel=web pin=0000", "declined card_not_accepted")
  same("with a wrong code", "Redeem 5 channel=web oneTimeCode=000000", "declined card_not_accepted")
  same("with wrong digits", "Redeem 5 channel=app cardSecret=0000", "declined card_not_accepted")
  same(
    "with wrong digits and a PIN",
    "Redeem 5 channel=app cardSecret=0000 pin=4711",
    "declined card_not_accepted"
  )
  same("asking for the balance", "Balance channel=web", "declined card_not_accepted", refused, 2)
  same("asking for a code", "RequestOneTimeCode channel=web", "approved status code requested")
})

describe("a balance on the web", () => {
  it.live.each(["", "Freeze", `${wrong}; ${wrong}; ${wrong}`])("is told without a PIN: %s", (story) =>
    stepsOf(story, "Balance channel=web", "found")
  )
})
