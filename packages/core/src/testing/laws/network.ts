/**
 * Laws of the network: the journal alone tells who and what there is, and nobody acts who is not there.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import * as Schema from "effect/Schema"
import { changesIn } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import { Configuration } from "../../network/Configuration.ts"
import { canonicalText } from "../../values/canonical.ts"
import { configurations, type Document } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const lists = { owner: "owners", outlet: "outlets", terminal: "terminals", operator: "operators" } as const

/** A network as its documents alone, kept by hand. */
class Documents {
  private readonly parts = new Map<string, Map<string, { version: number; document: unknown }>>()
  private readonly programs: Array<unknown>

  constructor({ clients, operators, outlets, owners, programs, tenant, terminals, ...terms }: Document) {
    this.parts.set("tenant", new Map([[tenant, { version: 1, document: terms }]]))
    for (const [part, all] of Object.entries({
      owner: owners,
      outlet: outlets,
      terminal: terminals,
      operator: operators,
      client: clients
    }))
      this.parts.set(part, new Map((all ?? []).map((document) => [document.id, { version: 1, document }])))
    this.parts.set(
      "program",
      new Map(programs.map((document) => [document.id, { version: document.version, document }]))
    )
    this.programs = [...programs]
  }

  take({ entry }: Operation): void {
    for (const { after, before, id, part, version } of changesIn(entry)) {
      const known = this.parts.get(part)?.get(id)
      assert.equal(canonicalText(before), canonicalText(known?.document), `${part} ${id} before`)
      assert.equal(version, (known?.version ?? 0) + 1, `the version of ${part} ${id}`)
      this.parts.get(part)?.set(id, { version, document: after })
      if (part === "program") this.programs.push(after)
    }
  }

  isActive(part: "outlet" | "operator", id: string): boolean {
    const document = this.parts.get(part)?.get(id)?.document
    return document !== undefined && Object(document).active !== false
  }

  whole(): object {
    const listed = (part: string) =>
      [...(this.parts.get(part)?.values() ?? [])].map(({ document }) => document)
    const named = Object.entries(lists).map(([part, list]) => [list, listed(part)])
    const clients = listed("client")
    const [tenant] = this.parts.get("tenant")?.keys() ?? []
    return {
      ...Object(listed("tenant")[0]),
      tenant,
      ...Object.fromEntries(named),
      ...(clients.length > 0 && { clients }),
      programs: this.programs
    }
  }
}

const writtenOut = ({ network }: Till): Document => Schema.encodeSync(Configuration)(network().configuration)

export const networkIsJournal = law(
  "the network is in the journal",
  "What the ledger was founded on, with the journal's changes in their order, is the network under which commands are decided; no operation is approved for an operator or at an outlet that is not active by then; written out, the network founds another ledger that writes out the same, byte for byte.",
  fc.record({
    configuration: configurations({ limited: false, timed: false }),
    steps: histories({
      longest: 30,
      of: ["change", "change", "change", "redeem", "load", "hold", "refund", "again", "wait"]
    })
  }),
  async (open, { configuration, steps }) => {
    const written = await onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      const told = new Documents(configuration)
      for (const { operation } of await till.journal()) {
        const { operator, outlet, verb } = operation
        if (operation.approved && operation.client !== "system") {
          assert.ok(operator === undefined || told.isActive("operator", operator), `${verb} by ${operator}`)
          assert.ok(outlet === undefined || told.isActive("outlet", outlet), `${verb} at ${outlet}`)
        }
        told.take(operation)
      }
      const network = writtenOut(till)
      assert.equal(canonicalText(told.whole()), canonicalText(network))
      return network
    })
    const again = await onLedger(open, written, async (till) => writtenOut(till))
    assert.equal(JSON.stringify(again), JSON.stringify(written))
  }
)
