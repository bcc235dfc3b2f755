/**
 * Changes of the network: who may change what, under which version, and what is refused from then on.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { readCommand } from "../../src/command/Command.ts"
import { counter } from "./counter.ts"
import { bearer, member, shop } from "./shop.ts"
import { play } from "./table.ts"

const own = (amount: number, id = "day") => ({ id, verb: "Load", amount, currency: "CNY", per: "day" })

const people = shop(
  {},
  {
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "A2", owner: "hq" },
      { id: "B1", owner: "fr1", restricted: "loads" },
      { id: "B2", owner: "fr1" }
    ],
    terminals: [
      { id: "T1", outlet: "A1" },
      { id: "TB", outlet: "B1", capabilities: "acceptOnly" }
    ],
    operators: [
      { id: "fin", role: "finance" },
      { id: "hq", role: "owner", owner: "hq" },
      { id: "fran", role: "owner", owner: "fr1" },
      { id: "part", role: "owner", owner: "fr1", permissions: { Quarantine: "no" } },
      {
        id: "shopB",
        role: "manager",
        outlet: "B1",
        permissions: { ChangeOperator: "yes", ChangeOutlet: "yes" }
      },
      {
        id: "bounded",
        role: "manager",
        outlet: "B1",
        permissions: { ChangeOperator: "yes" },
        limits: [own(500)]
      },
      { id: "both", role: "manager", outlet: "B1", owner: "fr1", permissions: { ChangeOperator: "yes" } },
      {
        id: "less",
        role: "manager",
        outlet: "B1",
        permissions: { ChangeOperator: "yes", Adjust: "no" }
      },
      { id: "mei", role: "cashier", outlet: "B1" },
      { id: "amy", role: "cashier", outlet: "A1" }
    ]
  }
)

const json = JSON.stringify
const gone = json({ id: "amy", role: "cashier", outlet: "A1", active: false })
const closed = json({ id: "A1", owner: "hq", active: false })
const newest = json({ ...bearer, version: 2, capabilities: { load: true } })
const limited = json({ id: "amy", role: "cashier", outlet: "A1", limits: [own(5)] })

describe("what is changed counts from the next command on", () => {
  play(
    `
  YK-6 | one who is dismissed | ChangeOperator to=${gone} version=1 | Load 5 operator=amy | declined not_permitted right work as amy | empty
  YK-6 | one who comes back | ChangeOperator to=${gone} version=1; ChangeOperator to={"id":"amy","role":"cashier"} version=2 | Load 5 operator=amy | approved main 5 | main:5
  YK-6 | a new one | ChangeOperator to={"id":"new","role":"cashier"} version=0 | Load 5 operator=new | approved main 5 | main:5
  YK-7 | another role | ChangeOperator to={"id":"amy","role":"auditor"} version=1 | Load 5 operator=amy | declined not_permitted right Load | empty
  41 | a limit that is new counts at once | ChangeOperator to=${limited} version=1; Load 5 operator=amy | Load 1 operator=amy | declined operator_limit_exceeded left 0 | main:5
  YK-6 | an outlet that is closed | Load 9; ChangeOutlet to=${closed} version=1 outlet=- | Redeem 5 | declined outlet_inactive id A1 | main:9
  YK-6 | its terminals with it | Load 9; ChangeOutlet to=${closed} version=1 outlet=- | Redeem 5 outlet=- terminal=T1 | declined outlet_inactive id A1 | main:9
  YK-6 | other outlets go on | Load 9; ChangeOutlet to=${closed} version=1 outlet=- | Redeem 5 outlet=A2 | approved main 5 | main:4
  YK-6 | an outlet that is new | ChangeOutlet to={"id":"A3","owner":"hq"} version=0 | Load 5 outlet=A3 | approved main 5 | main:5
  YK-6 | a terminal out of service | ChangeTerminal to={"id":"T1","outlet":"A1","active":false} version=1 | Load 5 terminal=T1 | declined terminal_inactive id T1 | empty
  KT-15 | a terminal that only accepts from now on | ChangeTerminal to={"id":"T1","outlet":"A1","capabilities":"acceptOnly"} version=1 | Load 5 terminal=T1 | declined capability_off capability load | empty
  OC-21 | an outlet that is restricted from now on | ChangeOutlet to={"id":"A1","owner":"hq","restricted":true} version=1 | Load 5 | declined quota_exceeded left 0 | empty
  YK-6 | newer terms | Issue 5 card=BEAR program=bearer; ChangeProgram to=${newest} version=1 | Load 5 card=BEAR | approved main 5 | BEAR main:10
  YK-6 | a merchant who is new, with an outlet | ChangeOwner to={"id":"m1","kind":"merchant"} version=0; ChangeOutlet to={"id":"M1","owner":"m1"} version=0 | Load 5 outlet=M1 | approved main 5 | main:5
  `,
    people
  )
})

describe("the version that is changed", () => {
  play(
    `
  15 | the first time it is 1 | | ChangeOperator to=${gone} version=1 | approved version 2 | nothing posted
  15 | of what there is not it is 0 | | ChangeOperator to={"id":"new","role":"cashier"} version=0 | approved version 1 | nothing posted
  15 | somebody was quicker | ChangeOperator to=${gone} version=1 | ChangeOperator to={"id":"amy","role":"manager"} version=1 | declined stale_version version 2 | nothing posted
  15 | it is there already | | ChangeOperator to={"id":"amy","role":"manager"} version=0 | declined stale_version version 1 | nothing posted
  15 | it is not there | | ChangeOperator to={"id":"nobody","role":"manager"} version=1 | declined stale_version version 0 | nothing posted
  15 | the same again is done once | ChangeOperator to=${gone} version=1 key=c | ChangeOperator to=${gone} version=1 key=c | approved version 2 again | nothing posted
  15 | each part has its own | ChangeOperator to=${gone} version=1 | ChangeTerminal to={"id":"T1","outlet":"A1","kind":"till"} version=1 | approved version 2 | nothing posted
  15 | of the tenant there is one | | ChangeTenant to={"zone":"Asia/Tokyo"} version=1 | approved version 2 | nothing posted
  15 | a program's is that of its terms | | ChangeProgram to=${json({ ...bearer, version: 7 })} version=1 | approved version 7 | nothing posted
  15 | and of terms too somebody is quicker | ChangeProgram to=${json({ ...bearer, version: 7 })} version=1 | ChangeProgram to=${newest} version=1 | declined stale_version version 7 | nothing posted
  15 | a new program | | ChangeProgram to=${json({ ...bearer, id: "new" })} version=0 | approved version 1 | nothing posted
  `,
    people
  )
})

describe("what a document refers to", () => {
  play(
    `
  YK-6 | an outlet of nobody | | ChangeOutlet to={"id":"A9","owner":"nobody"} version=0 | declined owner_unknown id nobody | nothing posted
  YK-6 | a terminal nowhere | | ChangeTerminal to={"id":"T9","outlet":"A9"} version=0 | declined outlet_unknown id A9 | nothing posted
  YK-6 | an operator of an outlet that is not there | | ChangeOperator to={"id":"o","role":"cashier","outlet":"A9"} version=0 | declined outlet_unknown id A9 | nothing posted
  YK-6 | an operator of an owner who is not there | | ChangeOperator to={"id":"o","role":"cashier","owner":"o9"} version=0 | declined owner_unknown id o9 | nothing posted
  IB-10 | a client of an outlet that is not there | | ChangeClient to={"id":"shop","scopes":["all"],"outlet":"A9"} version=0 | declined outlet_unknown id A9 | nothing posted
  IB-10 | a client of an owner who is not there | | ChangeClient to={"id":"shop","scopes":["all"],"owner":"o9"} version=0 | declined owner_unknown id o9 | nothing posted
  IB-10 | a client with a key | | ChangeClient to={"id":"shop","scopes":["all"],"keys":[{"id":"a","sha256":"${"0".repeat(64)}"}]} version=0 | approved version 1 | nothing posted
  YK-6 | an asset with other decimals | | ChangeProgram to=${json({ ...bearer, version: 2, asset: { code: "CNY", exponent: 1 } })} version=1 | declined program_rule_violation rule asset sentence asset.exponent: Expected 2, as elsewhere for CNY: what is recorded would mean other amounts. | nothing posted
  YK-6 | a program that nobody issues | | ChangeProgram to=${json({ ...bearer, version: 2, issuer: "o9" })} version=1 | declined owner_unknown id o9 | nothing posted
  YK-6 | what was added before is there | ChangeOutlet to={"id":"A9","owner":"hq"} version=0 | ChangeTerminal to={"id":"T9","outlet":"A9"} version=0 | approved version 1 | nothing posted
  `,
    people
  )
})

const fran = "operator=fran outlet=-"
const shopB = "operator=shopB outlet=-"

describe("how far the right to change reaches", () => {
  play(
    `
  OC-20 | finance changes everything | | ChangeOutlet to={"id":"B1","owner":"fr1"} version=1 operator=fin outlet=- | approved version 2 | nothing posted
  OC-20 | so does an owner of the head office | | ChangeOutlet to={"id":"B1","owner":"fr1"} version=1 operator=hq outlet=- | approved version 2 | nothing posted
  OC-20 | an owner: an own outlet | | ChangeOutlet to={"id":"B1","owner":"fr1","restricted":"loads","businessDayEndsAt":"04:00"} version=1 ${fran} | approved version 2 | nothing posted
  OC-20 | closes it | | ChangeOutlet to={"id":"B1","owner":"fr1","restricted":"loads","active":false} version=1 ${fran} | approved version 2 | nothing posted
  OC-20 | not somebody else's | | ChangeOutlet to=${closed} version=1 ${fran} | declined not_permitted right change outlet A1 | nothing posted
  OC-20 | nor makes it the own | | ChangeOutlet to={"id":"A1","owner":"fr1"} version=1 ${fran} | declined not_permitted right change outlet A1 | nothing posted
  OC-20 | nor opens one | | ChangeOutlet to={"id":"B9","owner":"fr1"} version=0 ${fran} | declined not_permitted right open outlet B9 | nothing posted
  OC-21 | the quota is head office's | | ChangeOutlet to={"id":"B1","owner":"fr1"} version=1 ${fran} | declined not_permitted right change what head office sets for outlet B1 | nothing posted
  OC-21 | and the limits | | ChangeOutlet to=${json({ id: "B2", owner: "fr1", limits: [own(5)] })} version=1 ${fran} | declined not_permitted right change what head office sets for outlet B2 | nothing posted
  OC-20 | it is given to nobody else | | ChangeOutlet to={"id":"B2","owner":"hq"} version=1 ${fran} | declined not_permitted right change what head office sets for outlet B2 | nothing posted
  OC-20 | a terminal of the own | | ChangeTerminal to={"id":"TN","outlet":"B1","kind":"till"} version=0 ${fran} | approved version 1 | nothing posted
  OC-20 | moved between own outlets | | ChangeTerminal to={"id":"TB","outlet":"B2","capabilities":"acceptOnly"} version=1 ${fran} | approved version 2 | nothing posted
  OC-20 | not to another's | | ChangeTerminal to={"id":"TB","outlet":"A1","capabilities":"acceptOnly"} version=1 ${fran} | declined not_permitted right change terminal TB | nothing posted
  OC-20 | nor taken from there | | ChangeTerminal to={"id":"T1","outlet":"B1"} version=1 ${fran} | declined not_permitted right change terminal T1 | nothing posted
  KT-15 | what it may do is head office's | | ChangeTerminal to={"id":"TB","outlet":"B1"} version=1 ${fran} | declined not_permitted right change what head office sets for terminal TB | nothing posted
  OC-20 | an own operator | | ChangeOperator to={"id":"new","role":"manager","outlet":"B2"} version=0 ${fran} | approved version 1 | nothing posted
  OC-20 | for all own outlets | | ChangeOperator to={"id":"new","role":"owner","owner":"fr1"} version=0 ${fran} | approved version 1 | nothing posted
  OC-20 | dismissed | | ChangeOperator to={"id":"mei","role":"cashier","outlet":"B1","active":false} version=1 ${fran} | approved version 2 | nothing posted
  OC-20 | not another's | | ChangeOperator to=${gone} version=1 ${fran} | declined not_permitted right change operator amy | nothing posted
  OC-20 | nobody for everywhere | | ChangeOperator to={"id":"new","role":"cashier"} version=0 ${fran} | declined not_permitted right change operator new | nothing posted
  OC-20 | nobody who stands higher | | ChangeOperator to={"id":"new","role":"finance","owner":"fr1"} version=0 ${fran} | declined not_permitted right change a finance | nothing posted
  OC-20 | nor oneself higher | | ChangeOperator to={"id":"fran","role":"finance","owner":"fr1"} version=1 ${fran} | declined not_permitted right change a finance | nothing posted
  OC-20 | no right that one has not | | ChangeOperator to={"id":"new","role":"manager","outlet":"B1","permissions":{"Adjust":"yes"}} version=0 ${fran} | declined not_permitted right give Adjust | nothing posted
  OC-20 | nor one that goes with it | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B1","permissions":{"Freeze":"yes"}} version=0 operator=part outlet=- | declined not_permitted right give Quarantine | nothing posted
  OC-20 | without which it is given | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B1","permissions":{"Freeze":"yes","Quarantine":"no"}} version=0 operator=part outlet=- | approved version 1 | nothing posted
  OC-20 | one that the role has | | ChangeOperator to={"id":"new","role":"manager","outlet":"B1","permissions":{"Adjust":"code","Load":"no"}} version=0 ${fran} | approved version 1 | nothing posted
  OC-20 | finance gives what finance may | | ChangeOperator to={"id":"new","role":"manager","permissions":{"Adjust":"yes"}} version=0 operator=fin outlet=- | approved version 1 | nothing posted
  OC-20 | one who works at an outlet: there | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B1"} version=0 ${shopB} | approved version 1 | nothing posted
  OC-20 | not at another of the same owner | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B2"} version=0 ${shopB} | declined not_permitted right change operator new | nothing posted
  OC-20 | nor for the owner | | ChangeOperator to={"id":"new","role":"cashier","owner":"fr1"} version=0 ${shopB} | declined not_permitted right change operator new | nothing posted
  OC-20 | nor the boss | | ChangeOperator to={"id":"fran","role":"owner","owner":"fr1","active":false} version=1 ${shopB} | declined not_permitted right change operator fran | nothing posted
  OC-20 | the own outlet, by a right of one's own | | ChangeOutlet to={"id":"B1","owner":"fr1","restricted":"loads","region":"north"} version=1 ${shopB} | approved version 2 | nothing posted
  OC-20 | not the next one | | ChangeOutlet to={"id":"B2","owner":"fr1","region":"north"} version=1 ${shopB} | declined not_permitted right change outlet B2 | nothing posted
  OC-20 | at an own outlet, for the owner of it | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B1","owner":"fr1"} version=0 ${fran} | approved version 1 | nothing posted
  OC-20 | not for another one | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B1","owner":"hq"} version=0 ${fran} | declined not_permitted right change operator new | nothing posted
  OC-20 | nor for all of another one's | | ChangeOperator to={"id":"new","role":"cashier","owner":"hq"} version=0 ${fran} | declined not_permitted right change operator new | nothing posted
  OC-20 | nobody for everywhere, from an outlet too | | ChangeOperator to={"id":"new","role":"cashier"} version=0 ${shopB} | declined not_permitted right change operator new | nothing posted
  OC-20 | of an outlet and its owner: at the outlet | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B1","owner":"fr1"} version=0 operator=both outlet=- | approved version 1 | nothing posted
  OC-20 | not for all of the owner's | | ChangeOperator to={"id":"new","role":"cashier","owner":"fr1"} version=0 operator=both outlet=- | declined not_permitted right change operator new | nothing posted
  OC-20 | a role gives what it gives, whoever gives it | | ChangeOperator to={"id":"new","role":"manager","outlet":"B1","permissions":{"Adjust":"code"}} version=0 operator=less outlet=- | approved version 1 | nothing posted
  41 | a limit on something else is none | | ChangeOperator to=${json({ id: "new", role: "cashier", outlet: "B1", limits: [{ ...own(5), verb: "Redeem" }] })} version=0 operator=bounded outlet=- | declined not_permitted right give more than the own limits | nothing posted
  41 | nor one in other money | | ChangeOperator to=${json({ id: "new", role: "cashier", outlet: "B1", limits: [{ ...own(5), currency: "JPY" }] })} version=0 operator=bounded outlet=- | declined not_permitted right give more than the own limits | nothing posted
  41 | nor one for another time | | ChangeOperator to=${json({ id: "new", role: "cashier", outlet: "B1", limits: [{ ...own(5), per: "month" }] })} version=0 operator=bounded outlet=- | declined not_permitted right give more than the own limits | nothing posted
  41 | who has a limit gives none without | | ChangeOperator to={"id":"new","role":"cashier","outlet":"B1"} version=0 operator=bounded outlet=- | declined not_permitted right give more than the own limits | nothing posted
  41 | nor a higher one | | ChangeOperator to=${json({ id: "new", role: "cashier", outlet: "B1", limits: [own(501)] })} version=0 operator=bounded outlet=- | declined not_permitted right give more than the own limits | nothing posted
  41 | but one as high | | ChangeOperator to=${json({ id: "new", role: "cashier", outlet: "B1", limits: [own(500)] })} version=0 operator=bounded outlet=- | approved version 1 | nothing posted
  41 | nor lifts the own | | ChangeOperator to=${json({ id: "bounded", role: "manager", outlet: "B1" })} version=1 operator=bounded outlet=- | declined not_permitted right give more than the own limits | nothing posted
  OC-20 | who is dismissed changes nothing | ChangeOperator to={"id":"fran","role":"owner","owner":"fr1","active":false} version=1 | ChangeOperator to={"id":"fran","role":"owner","owner":"fr1"} version=2 ${fran} | declined not_permitted right work as fran | nothing posted
  OC-20 | what is decided first: what is unknown | | ChangeTerminal to={"id":"T9","outlet":"A9"} version=0 ${fran} | declined outlet_unknown id A9 | nothing posted
  OC-20 | then the right, then the version | | ChangeOutlet to=${closed} version=7 ${fran} | declined not_permitted right change outlet A1 | nothing posted
  `,
    people
  )
})

describe("a change is an operation", () => {
  it("with one entry in the chain of the network, and nobody's balance in it", () => {
    const till = counter(people)
    till.tell(`ChangeOperator to=${gone} version=1 operator=fin outlet=-`)
    const { operation } = till.recorded.at(-1) ?? {}
    expect(operation?.entry.movements.map(({ kind }) => kind)).toEqual(["account", "network"])
    expect(operation?.entry.movements.at(-1)).toMatchObject({
      part: "operator",
      id: "amy",
      version: 2,
      before: { id: "amy", role: "cashier", outlet: "A1" },
      after: { id: "amy", role: "cashier", outlet: "A1", active: false }
    })
    expect([operation?.operator, JSON.parse(operation?.asked ?? "{}").reason]).toEqual(["fin", "as agreed"])
    expect(operation?.links.map(({ wallet, version }) => [wallet, version])).toEqual([
      ["wal_network:changes", 1]
    ])
    till.audit()
  })

  it("and is not taken back but by another change", () => {
    const till = counter(people)
    till.tell(`ChangeOperator to=${gone} version=1 key=c`)
    expect(till.say("Reverse originalKey=c")).toMatch(/^declined program_rule_violation/)
  })
})

describe("a document that is not right by itself is not read", () => {
  const faultsIn = (type: string, to: unknown, version = 1) => {
    const read = readCommand({ type, key: "k", to, version, reason: "why" })
    return read._tag === "Failure"
      ? read.failure.map(({ message, path }) => `${path.join(".")}: ${message}`)
      : []
  }
  it.each([
    [
      "two limits of one name",
      "ChangeOperator",
      { id: "o", role: "cashier", limits: [own(1), own(2)] },
      "to.limits.1.id: Expected an id used once; day is there twice"
    ],
    ["a role that is none", "ChangeOperator", { id: "o", role: "king" }, /^to\.role: Expected "finance"/],
    [
      "a field that is none",
      "ChangeOutlet",
      { id: "o", owner: "hq", colour: "red" },
      "to.colour: Expected no excess property"
    ],
    [
      "a zone that is none",
      "ChangeTenant",
      { zone: "Nowhere" },
      "to.zone: Expected an IANA time zone such as Asia/Shanghai"
    ],
    [
      "two keys of one name",
      "ChangeClient",
      { id: "shop", scopes: [], keys: ["0", "1"].map((digit) => ({ id: "a", sha256: digit.repeat(64) })) },
      "to.keys.1.id: Expected an id used once; a is there twice"
    ],
    [
      "a client of the ledger's own name",
      "ChangeClient",
      { id: "(system)", scopes: [] },
      "to.id: Expected 1–64 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit"
    ],
    [
      "a scope that is none",
      "ChangeClient",
      { id: "shop", scopes: ["everything"] },
      "to.scopes.0: Expected resource:verb, such as redemptions:create, or all"
    ],
    [
      "a terminal with a key that is none",
      "ChangeTerminal",
      { id: "T1", outlet: "A1", keys: [{ id: "a", publicKey: "short" }] },
      "to.keys.0.publicKey: Expected 32 bytes in base64url, 43 characters"
    ],
    [
      "terms in place of others",
      "ChangeProgram",
      { ...member, version: 1 },
      "to.version: Expected a version after 1: terms are never changed in place"
    ],
    [
      "terms that do not fit",
      "ChangeProgram",
      { ...member, version: 2, refundSubWallet: "none" },
      /^to\.refundSubWallet: Expected the id of a sub-wallet: /
    ],
    [
      "a program that the ledger has for itself",
      "ChangeProgram",
      { ...member, version: 2, id: "counters" },
      "to.id: Expected another id: counters is taken"
    ]
  ])("%s", (_, type, to, fault) => {
    const faults = faultsIn(type, to)
    expect(faults).toHaveLength(1)
    if (typeof fault === "string") expect(faults[0]).toBe(fault)
    else expect(faults[0]).toMatch(fault)
  })

  it("nor one without a reason, or on a card", () => {
    const sent = { type: "ChangeTenant", key: "k", to: { zone: "UTC" }, version: 1 }
    const pathsOf = (all: object) => {
      const read = readCommand(all)
      return read._tag === "Failure" ? read.failure.map(({ path }) => path.join(".")) : []
    }
    expect(pathsOf(sent)).toEqual(["reason"])
    expect(pathsOf({ ...sent, reason: "why", card: "ANNA" })).toEqual(["card"])
    expect(pathsOf({ ...sent, reason: "why", version: -1 })).toEqual(["version"])
  })
})
