/** After another secret: who has signed in does so anew, what was sealed opens, and receivers of webhooks check as before. */
import { createHmac } from "node:crypto"
import type { Endpoint, Mac, Macs } from "@tessera/core/ports"
import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "vitest"
import { sealed, unsealed } from "../../src/auth/secrets.ts"
import { type Session, sessionOf, tokenOf } from "../../src/auth/Token.ts"
import { receiversPart, signingKeys } from "../../src/webhooks/secretOf.ts"

const under =
  (secret: string): Mac =>
  (purpose, text) =>
    createHmac("sha256", `${secret} ${purpose}`).update(text).digest("hex")
const [older, newer, other] = [under("older"), under("newer"), under("other")]
const followed: Macs = { mac: newer, before: [older] }

describe("what was made under an older secret", () => {
  const session: Session = {
    id: "s1",
    kind: "operator",
    tenant: "demo",
    mode: "live",
    subject: "mei",
    signedInAt: 1,
    expiresAt: 2
  }
  it.each([
    ["under the newer", newer, session],
    // Whoever knows the older secret could sign such a token at any time.
    ["under the older", older, undefined],
    ["under neither", other, undefined]
  ])("a token is of who has signed in: %s", (_, mac, expected) => {
    expect(sessionOf(followed.mac, tokenOf(mac, session))).toEqual(expected)
  })

  it.each([
    ["under the older", older, "JBSWY3DP"],
    ["under the newer", newer, "JBSWY3DP"],
    ["under neither", other, undefined]
  ])("what was sealed opens: %s", (_, mac, expected) => {
    const opened = unsealed(followed, "mei", sealed(mac, "mei", Redacted.make("JBSWY3DP")))
    expect(opened && Redacted.value(opened)).toBe(expected)
  })

  it("a receiver's secret of before signs too, and a new receiver is given the newer", () => {
    const endpoint = {
      id: "ep_1",
      scheme: "v1",
      secrets: [{ salt: "a" }, { salt: "b", until: 5 }]
    } as unknown as Endpoint
    const given = (macs: Macs) => Redacted.value(receiversPart({ ...macs, tenant: "demo" }, endpoint))
    const signing = (macs: Macs, now: number) =>
      signingKeys({ ...macs, tenant: "demo" }, endpoint, now).map((key) =>
        key.scheme === "v1" ? `whsec_${Buffer.from(key.secret).toString("base64")}` : ""
      )
    expect(given(followed)).toBe(given({ mac: newer }))
    expect(signing(followed, 9)).toEqual([given({ mac: newer }), given({ mac: older })])
    expect(signing(followed, 4)).toHaveLength(4)
    expect(signing({ mac: older }, 4)).toHaveLength(2)
  })
})
