/** The real node-hid on devices that umockdev plays: found by what their descriptors say, and heard report by report. */
import { deepEqual } from "node:assert/strict"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, it } from "vitest"
import { keysOf } from "../test/hid/keyboards.ts"
import { among, amongKeys, keyboardPath, scannerDescriptor, swipeDescriptor } from "./mockedHid.ts"

const swipe = (track2: string): Uint8Array => {
  const report = new Uint8Array(337)
  report[4] = track2.length
  report.set(new TextEncoder().encode(track2), 117)
  return report
}

const scan = (data: string, isMore: boolean): Uint8Array => {
  const report = new Uint8Array(64)
  report.set([2, data.length, ...new TextEncoder().encode(`]Q1${data}`)])
  if (isMore) report[63] = 1
  return report
}

interface Heard {
  readonly found: ReadonlyArray<{
    readonly vendorId: number
    readonly productId: number
    readonly usagePage: number
    readonly usage: number
  }>
  readonly swipes: ReadonlyArray<{ readonly _tag: string; readonly track?: { readonly number: string } }>
  readonly scans: ReadonlyArray<{ readonly _tag: string; readonly scan?: { readonly text: string } }>
}

describe("a swipe reader and a scanner through node-hid", () => {
  it("are found by their descriptors, and every report is heard whole", async () => {
    const printed = await among(
      [
        {
          vendor: "0801",
          product: "0002",
          name: "Swipe",
          descriptor: swipeDescriptor,
          reports: [swipe(";9860123=2912?"), swipe(";4111111111111111=2912?")]
        },
        {
          vendor: "0DB5",
          product: "0139",
          name: "Scanner",
          descriptor: scannerDescriptor,
          reports: [scan("SV1:1234", false), scan("SV1:", true), scan("5678", false)]
        }
      ],
      [
        process.execPath,
        "--conditions=@tessera/source",
        fileURLToPath(new URL("./hidListener.ts", import.meta.url)),
        "3"
      ]
    )
    const { found, scans, swipes } = JSON.parse(printed) as Heard
    deepEqual(
      found.map(({ productId, usage, usagePage, vendorId }) => [vendorId, productId, usagePage, usage]),
      [
        [0x0801, 2, 0xff00, 1],
        [0x0db5, 0x139, 0x8c, 2]
      ]
    )
    deepEqual(
      swipes.map(({ _tag, track }) => track?.number ?? _tag),
      ["Attached", "9860123", "Unusable"]
    )
    deepEqual(
      scans.map(({ _tag, scan }) => scan?.text ?? _tag),
      ["Attached", "SV1:1234", "SV1:5678"]
    )
  })
})

interface Typed {
  readonly heard: Heard["swipes"]
  readonly persons: ReadonlyArray<string>
  readonly wasRaw?: boolean
}

describe("a swipe reader that types", () => {
  const listener = [
    process.execPath,
    "--conditions=@tessera/source",
    fileURLToPath(new URL("./wedgeListener.ts", import.meta.url))
  ]
  const typedIn = (printed: string): Typed => JSON.parse(/HEARD (.*)/.exec(printed)?.[1] ?? "{}") as Typed
  const numbers = ({ heard }: Typed) => heard.map(({ _tag, track }) => track?.number ?? _tag)

  it("is heard key by key from the kernel's file, its keys with Shift too, without sentinels and with them", async () => {
    const swipes = ["%B9860123^DOE/AMY^2912101?;9860123=2912?", "9860456=2912101", ";4111111111111111=2912?"]
    const keys = swipes.flatMap((text, n) => keysOf(text, 2_000 + n * 500))
    const printed = await amongKeys(
      keys.map(([type, code, value, at]) => [at, type, code, value] as const),
      [...listener, "4", keyboardPath]
    )
    deepEqual(numbers(typedIn(printed)), ["Attached", "9860123", "9860456", "Unusable"])
  })

  it("is told from the person at a terminal, which is raw meanwhile and no longer", async () => {
    const child = spawn("script", ["-qec", `${listener.join(" ")} 3`, "/dev/null"], {
      stdio: ["pipe", "pipe", "inherit"],
      timeout: 70_000
    })
    let printed = ""
    for await (const chunk of child.stdout) {
      const wasReady = printed.includes("READY")
      printed += String(chunk)
      if (!wasReady && printed.includes("READY"))
        child.stdin.write("7x\r%B9860123^DOE/AMY^2912101?;9860123=2912?\r8;9860456=2912101?\r")
    }
    const typed = typedIn(printed)
    deepEqual(numbers(typed), ["Attached", "9860123", "9860456"])
    deepEqual(typed.persons, ["7", "x", "Enter", "8"])
    deepEqual(typed.wasRaw, false)
  })
})
