/**
 * Laws of rights: the published table of roles and verbs is what happens, on every store and through the whole service.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Outcome } from "../../command/Outcome.ts"
import { permissionOf, type PermittedVerb, roles } from "../../network/Permission.ts"
import { commandOf, instantOf } from "../arbitraries/commandOf.ts"
import { configurations, type Document } from "../arbitraries/configurations.ts"
import { begin, type Play, say } from "../arbitraries/soFar.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Sent } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

/** One person of every role, and one who has left. */
const staffed = (document: Document): Document => ({
  ...document,
  operators: [
    ...(document.operators ?? []),
    ...roles.map((role) => ({ id: role, role })),
    { id: "gone", role: "manager" as const, active: false }
  ]
})

const tagOf = (outcome: Outcome): string | undefined =>
  outcome.outcome === "declined" ? outcome.decline._tag : undefined

/** Who did the operation under a key. */
const doneBy = ({ said }: Play, key: unknown): unknown =>
  said.find((one) => one.sent["key"] === key && one.outcome.outcome === "approved")?.sent["operator"]

const check = (play: Play, who: (typeof roles)[number] | "gone", sent: Sent, outcome: Outcome): void => {
  const verb = String(sent["type"]) as PermittedVerb
  const tag = tagOf(outcome)
  const told = `${verb} by ${who}: ${tag ?? "approved"}`
  if (who === "gone") return assert.notEqual(tag, undefined, told)
  const permission = permissionOf(who, verb)
  const isOwn = doneBy(play, sent["originalKey"]) === who
  switch (permission) {
    case "yes":
      return assert.notEqual(tag, "NotPermitted", told)
    case "no":
      return assert.notEqual(tag, undefined, told)
    case "code":
      return assert.notEqual(tag, undefined, told)
    case "own":
      if (!isOwn) assert.notEqual(tag, undefined, told)
  }
}

export const rightsHold = law(
  "rights",
  "What a role may not do is never done, what needs a code or the own operation is not done without it, and what a role may is never refused for want of a right.",
  fc.record({
    configuration: configurations({ limited: false }).map(staffed),
    steps: histories({ longest: 20 }),
    people: fc.array(fc.constantFrom(...roles, "manager" as const, "cashier" as const, "gone" as const), {
      minLength: 24,
      maxLength: 24
    })
  }),
  (open, { configuration, people, steps }) =>
    onLedger(open, configuration, async (till) => {
      const play = await begin(till)
      for (const [n, step] of steps.entries()) {
        if (step.do === "wait") till.now = await instantOf(play, step.until)
        // Those that are sent again are somebody's already, and are answered as they were.
        if (step.do === "wait" || step.do === "again" || step.do === "altered") continue
        const sent = await commandOf(play, step)
        const who = people[n] ?? "manager"
        if (sent === undefined) continue
        const said = await say(play, { ...sent, key: `k.${n}`, operator: who })
        if (said.outcome.outcome !== "invalid") check(play, who, said.sent, said.outcome)
      }
    })
)
