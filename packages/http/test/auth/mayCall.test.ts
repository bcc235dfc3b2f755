import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { networkOf, permissionOf, readConfiguration, roles, type Verb, verbs } from "@tessera/core"
import * as Result from "effect/Result"
import { auditRoutes } from "../../src/api/auditRoutes.ts"
import { holderRoutes } from "../../src/api/holderRoutes.ts"
import { jobRoutes } from "../../src/api/jobRoutes.ts"
import { commandRoutes } from "../../src/api/routes.ts"
import { questions } from "../../src/api/questions.ts"
import { mayCall, type Row, rowsOf, terminalRows } from "../../src/auth/rows.ts"
import { holderScopes, operatorScopes, terminalAlone } from "../../src/auth/scopes.ts"
import type { Caller } from "../../src/Caller.ts"
import { document } from "./house.ts"

const network = networkOf(Result.getOrThrow(readConfiguration(document)))
const scopeOf = (verb: Verb): string => commandRoutes[verb].scope

type Who = Pick<Caller, "mode" | "rows" | "scopes" | "tenant">
const here = { tenant: "house", mode: "test" } as const

const person = (
  role: (typeof roles)[number],
  place: { readonly owner?: string; readonly outlet?: string } = {}
): Who => {
  const operator = { id: role, role, ...place } as never
  return { ...here, scopes: operatorScopes(operator, scopeOf), rows: rowsOf(network, place) }
}

const till = network.terminals.get("T1" as never)
if (till === undefined) throw new Error("T1 is configured")

const callers: Readonly<Record<string, Who>> = {
  erp: { ...here, scopes: "all", rows: {} },
  "franchise's erp": { ...here, scopes: "all", rows: rowsOf(network, { owner: "fr1" }) },
  finance: person("finance"),
  owner: person("owner", { owner: "fr1" }),
  manager: person("manager", { outlet: "A1" }),
  auditor: person("auditor"),
  cashier: { ...person("cashier"), rows: terminalRows(till) },
  kiosk: { ...here, scopes: terminalAlone, rows: terminalRows(till) },
  holder: { ...here, scopes: holderScopes, rows: { accounts: ["acc_1"] } },
  nobody: { ...here, scopes: new Set(), rows: {} }
}

const rows: Readonly<Record<string, Row>> = {
  "at A1's till": { ...here, owner: "hq", outlet: "A1", terminal: "T1", account: "acc_1" },
  "at A2": { ...here, owner: "hq", outlet: "A2", terminal: "T2", account: "acc_2" },
  "at F1": { ...here, owner: "fr1", outlet: "F1", terminal: "TF", account: "acc_3" },
  "of all": { ...here },
  "another tenant's": {
    ...here,
    tenant: "other",
    owner: "hq",
    outlet: "A1",
    terminal: "T1",
    account: "acc_1"
  },
  live: { ...here, mode: "live", owner: "hq", outlet: "A1", terminal: "T1", account: "acc_1" }
}

/** Who sees which rows, whatever they may do there: + yes, - as if there were none. */
const seen: Readonly<Record<string, string>> = {
  //                  A1  A2  F1  all other live
  erp: "++++--",
  "franchise's erp": "--++--",
  finance: "++++--",
  owner: "--++--",
  manager: "+--+--",
  auditor: "++++--",
  cashier: "+--+--",
  kiosk: "+--+--",
  holder: "+-----",
  nobody: "++++--"
}

const scopes = [
  ...new Set([
    ...Object.values(commandRoutes).map(({ scope }) => scope),
    ...Object.values(questions).map(({ scope }) => scope),
    ...Object.values(holderRoutes).map(({ scope }) => scope),
    ...Object.values(auditRoutes).map(({ scope }) => scope),
    ...Object.values(jobRoutes).map(({ scope }) => scope)
  ])
].toSorted()

const columns = ["finance", "owner", "manager", "cashier", "auditor", "kiosk"] as const

describe("the rights of roles over HTTP", () => {
  it("are those of the ledger, verb by verb", () => {
    const all = Object.keys(verbs) as ReadonlyArray<Verb>
    for (const verb of all)
      for (const role of columns) {
        const sharing = all.filter((one) => scopeOf(one) === scopeOf(verb))
        const may = sharing.some((one) => permissionOf(role, one) !== "no")
        const has = (person(role).scopes as ReadonlySet<string>).has(scopeOf(verb))
        expect([verb, role, has]).toEqual([verb, role, may])
      }
  })
})

describe("what is known of people, and the audit", () => {
  it.each([
    //                 finance owner manager cashier auditor kiosk
    ["holders:find", "++++--"],
    ["holders:read", "+++---"],
    ["holders:write", "+++---"],
    ["holders:export", "+-----"],
    ["holders:erase", "+-----"],
    ["audit:read", "+---+-"],
    ["audit:quarantine", "+---+-"]
  ])("%s: %s", (scope, expected) => {
    const has = columns.map((role) => ((person(role).scopes as ReadonlySet<string>).has(scope) ? "+" : "-"))
    expect(has.join("")).toBe(expected)
    expect([terminalAlone.has(scope), holderScopes.has(scope)]).toEqual([false, false])
  })
})

describe("every caller, every scope, every row", () => {
  for (const [name, caller] of Object.entries(callers))
    it(name, () => {
      for (const scope of scopes)
        for (const [n, [where, row]] of Object.entries(rows).entries()) {
          const has = caller.scopes === "all" || caller.scopes.has(scope)
          const expected = has ? (seen[name]?.[n] === "+" ? "yes" : "unknown") : "forbidden"
          expect([scope, where, mayCall(caller, [scope], row)]).toEqual([scope, where, expected])
        }
    })

  it("what needs nothing is for whoever is known, among their rows", () => {
    for (const [name, caller] of Object.entries(callers))
      for (const [n, row] of Object.values(rows).entries())
        expect(mayCall(caller, [], row)).toBe(seen[name]?.[n] === "+" ? "yes" : "unknown")
  })

  it("a foreign row is answered exactly as one that is not there", () => {
    const ids = fc.constantFrom("hq", "fr1", "A1", "A2", "F1", "T1", "T2", "TF", "acc_1", "acc_2", "none")
    const anyRow = fc.record(
      {
        tenant: fc.constantFrom("house", "other"),
        mode: fc.constantFrom("test" as const, "live" as const),
        owner: ids,
        outlet: ids,
        terminal: ids,
        account: ids
      },
      { requiredKeys: ["tenant", "mode"] }
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(callers)),
        fc.constantFrom(...scopes),
        anyRow,
        (caller, scope, row) => {
          const said = mayCall(caller, [scope], row)
          const none = mayCall(caller, [scope], { ...row, tenant: "no such tenant" })
          const isForeign =
            row.tenant !== caller.tenant ||
            row.mode !== caller.mode ||
            (["owner", "outlet", "terminal", "account"] as const).some(
              (one) =>
                row[one] !== undefined &&
                caller.rows[`${one}s`] !== undefined &&
                caller.rows[`${one}s`]?.includes(row[one] ?? "") !== true
            )
          return !isForeign || said === none
        }
      )
    )
  })
})

describe("what is granted is asked for somewhere", () => {
  it("no scope of a role, a terminal or a holder names nothing", () => {
    const granted = [
      ...columns.flatMap((role) => [...(person(role).scopes as ReadonlySet<string>)]),
      ...terminalAlone,
      ...holderScopes
    ]
    expect([...new Set(granted)].filter((one) => !scopes.some((scope) => scope === one))).toEqual([])
  })

  it("every scope is some role's, but what is done by programs alone", () => {
    const granted = new Set(columns.flatMap((role) => [...(person(role).scopes as ReadonlySet<string>)]))
    expect(scopes.filter((one) => !granted.has(one))).toEqual([])
  })
})
