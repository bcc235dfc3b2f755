/** The vendor's own library on our virtual key: whoever the virtual key satisfies, our driver is tried on. */
import { deepEqual } from "node:assert/strict"
import { spawn } from "node:child_process"
import { createHmac } from "node:crypto"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { describe, it } from "vitest"
import { fromHex, toHex } from "../src/crypto/bytes.ts"
import { VirtualOtpKey } from "../src/simulator/VirtualOtpKey.ts"

const secret = fromHex("303132333435363738393a3b3c3d3e3f40414243")

describe("yubikit on a virtual key", () => {
  it("has the code of every challenge, whatever it ends with", async () => {
    const key = new VirtualOtpKey({ secrets: { 2: secret } })
    const challenges = ["00".repeat(16), "ff".repeat(20), "a500".repeat(16), "0102".repeat(31)]
    const program = fileURLToPath(new URL("./dongle.py", import.meta.url))
    const child = spawn("/usr/bin/python3", [program, ...challenges], {
      stdio: ["pipe", "pipe", "inherit"],
      timeout: 20_000
    })
    const codes: Array<string> = []
    for await (const line of createInterface(child.stdout)) {
      const [what, hex = ""] = line.split(" ")
      if (what === "read") child.stdin.write(`${toHex(key.read())}\n`)
      else if (what === "write") key.write(fromHex(hex))
      else codes.push(hex)
    }
    deepEqual(
      codes,
      challenges.map((challenge) => createHmac("sha1", secret).update(fromHex(challenge)).digest("hex"))
    )
  })
})
