/** A machine of QEMU with Debian's kernel: HID devices that a real kernel knows, opened by the real node-hid, and pulled out. */
import { equal, ok } from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, it } from "vitest"
import { bundle } from "../../../scripts/bundle.ts"
import { dongleCases } from "../src/testing/dongleCases.ts"
import { initramfs } from "./initramfs.ts"

const native = dirname(process.env["TESSERA_HARDWARE"] ?? "")
const kernel = join(native, "kernel")

/** What a program needs beside itself. */
const librariesOf = (program: string): ReadonlyArray<string> =>
  [...spawnSync("ldd", [program], { encoding: "utf8" }).stdout.matchAll(/(\/\S+) \(0x/g)].flatMap(
    ([, path]) => (path === undefined ? [] : [path])
  )

const init = `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
for name in hid hid-generic uhid; do /bin/busybox insmod /modules/$name.ko; done
LD_LIBRARY_PATH=/lib /bin/node /app/guest.js
/bin/busybox poweroff -f
`

interface Case {
  readonly name: string
  readonly fault?: string
}

let folder = ""
let cases: ReadonlyArray<Case> = []
let said = ""

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tessera-qemu-"))
  const program = await bundle(fileURLToPath(new URL("./guest.ts", import.meta.url)))
  const [version = ""] = readdirSync(join(kernel, "lib/modules"))
  const modules = join(kernel, "lib/modules", version, "kernel/drivers/hid")
  const hid = join(native, "node_modules/node-hid")
  const addon = "prebuilds/HID_hidraw-linux-x64"
  const [built = ""] = readdirSync(join(hid, addon))
  const libraries = new Set([process.execPath, join(hid, addon, built)].flatMap(librariesOf))
  const archive = initramfs({
    init,
    "bin/busybox": { from: "/bin/busybox" },
    "bin/node": { from: process.execPath },
    ...Object.fromEntries(
      [...libraries].map((path) => [
        path.includes("ld-linux") ? path.slice(1) : `lib/${path.split("/").at(-1)}`,
        { from: path }
      ])
    ),
    ...Object.fromEntries(
      ["hid", "hid-generic", "uhid"].map((name) => [
        `modules/${name}.ko`,
        { from: join(modules, `${name}.ko`) }
      ])
    ),
    "app/guest.js": { from: program },
    "app/package.json": '{"type":"module"}',
    "app/node_modules/node-hid/package.json": { from: join(hid, "package.json") },
    "app/node_modules/node-hid/nodehid.js": { from: join(hid, "nodehid.js") },
    "app/node_modules/node-hid/binding-options.js": { from: join(hid, "binding-options.js") },
    [`app/node_modules/node-hid/${addon}`]: { from: join(hid, addon) },
    "app/node_modules/pkg-prebuilds": { from: join(native, "node_modules/pkg-prebuilds") }
  })
  writeFileSync(join(folder, "initrd"), archive)
  const image = readdirSync(join(kernel, "boot")).find((name) => name.startsWith("vmlinuz")) ?? ""
  // A machine inside of a machine hangs with KVM: its processor is played.
  const machine = spawn(
    "qemu-system-x86_64",
    ["-accel", "tcg", "-m", "1024", "-nographic", "-no-reboot", "-nic", "none"]
      .concat(["-kernel", join(kernel, "boot", image), "-initrd", join(folder, "initrd")])
      .concat(["-append", "console=ttyS0 quiet panic=-1"]),
    { stdio: ["ignore", "pipe", "inherit"], timeout: 170_000, killSignal: "SIGKILL" }
  )
  said = await text(machine.stdout)
  cases = [...said.matchAll(/CASE (\{.*\})\r?$/gm)].map(([, json]) => JSON.parse(json ?? "{}") as Case)
}, 200_000)

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe("in a machine of QEMU", () => {
  it.each([
    "a swipe reader is heard, pulled out, and heard again",
    ...dongleCases.map(({ name }) => `a dongle ${name}`),
    "the end"
  ])("%s", (name) => {
    const found = cases.find((one) => one.name === name)
    ok(found !== undefined, `It was not reached. The machine said:\n${said.slice(-2_000)}`)
    equal(found.fault, undefined)
  })
})
