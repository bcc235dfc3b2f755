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
import { contentsOf, loadedCard } from "../test/purse/shop.ts"
import { CardInQemu } from "./CardInQemu.ts"
import { initramfs } from "./initramfs.ts"

const native = dirname(process.env["TESSERA_HARDWARE"] ?? "")
const kernel = join(native, "kernel")

/** What a program needs beside itself. */
const librariesOf = (program: string): ReadonlyArray<string> =>
  [...spawnSync("ldd", [program], { encoding: "utf8" }).stdout.matchAll(/(\/\S+) \(0x/g)].flatMap(
    ([, path]) => (path === undefined ? [] : [path])
  )

/** What is started in the machine, in order. The USB reader is plugged in by its driver. */
const init = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /run/udev /run/pcscd /var /etc/reader.conf.d
ln -s /run /var/run
export LD_LIBRARY_PATH=/lib
for name in hid hid-generic uhid; do insmod /modules/$name.ko; done
/bin/node /app/guest.js
/lib/systemd/systemd-udevd --daemon
for name in usb-common usbcore xhci-hcd xhci-pci; do insmod /modules/$name.ko; done
/bin/udevadm settle
/usr/sbin/pcscd --foreground &
sleep 2
/bin/node /app/usbGuest.js $(basename /sys/bus/pci/drivers/xhci_hcd/0*)
poweroff -f
`

interface Case {
  readonly name: string
  readonly fault?: string
}

const card = loadedCard(1, 20_000n, 0n)
let folder = ""
let cases: ReadonlyArray<Case> = []
let said = ""

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tessera-qemu-"))
  const bundled = (path: string) => bundle(fileURLToPath(new URL(path, import.meta.url)))
  const [program, usbProgram] = [await bundled("./guest.ts"), await bundled("./usbGuest.ts")]
  const [host, binding] = [
    await bundled("../src/pcsc/host/main.ts"),
    await bundled("../src/pcsc/host/nfcPcsc.ts")
  ]
  const [version = ""] = readdirSync(join(kernel, "lib/modules"))
  const drivers = join(kernel, "lib/modules", version, "kernel/drivers")
  const modules = [
    "hid/hid",
    "hid/hid-generic",
    "hid/uhid",
    "usb/common/usb-common",
    "usb/core/usbcore"
  ].concat(["usb/host/xhci-hcd", "usb/host/xhci-pci"])
  const pcsclite = join(native, "node_modules/@pokusew/pcsclite/build/Release/pcsclite.node")
  const ccid = "usr/lib/pcsc/drivers/ifd-ccid.bundle"
  const udevadm = join(native, "udev/bin/udevadm")
  const hid = join(native, "node_modules/node-hid")
  const addon = "prebuilds/HID_hidraw-linux-x64"
  const [built = ""] = readdirSync(join(hid, addon))
  const libraries = new Set(
    [
      process.execPath,
      join(hid, addon, built),
      pcsclite,
      udevadm,
      "/usr/sbin/pcscd",
      `/${ccid}/Contents/Linux/libccid.so`
    ].flatMap(librariesOf)
  )
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
      modules.map((name) => [`modules/${name.split("/").at(-1)}.ko`, { from: join(drivers, `${name}.ko`) }])
    ),
    "lib/systemd/systemd-udevd": { from: udevadm },
    "bin/udevadm": { from: udevadm },
    "usr/sbin/pcscd": { from: "/usr/sbin/pcscd" },
    [ccid]: { from: `/${ccid}` },
    "etc/passwd": "root:x:0:0:root:/:/bin/sh\n",
    "etc/group": "root:x:0:\n",
    "app/usbGuest.js": { from: usbProgram },
    "app/host/main.js": { from: host },
    "app/host/nfcPcsc.js": { from: binding },
    "app/node_modules/nfc-pcsc": { from: join(native, "node_modules/nfc-pcsc") },
    "app/node_modules/@pokusew/pcsclite": { from: join(native, "node_modules/@pokusew/pcsclite") },
    "app/node_modules/bindings": { from: join(native, "node_modules/bindings") },
    "app/node_modules/file-uri-to-path": { from: join(native, "node_modules/file-uri-to-path") },
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
  // Where the real one is busy the played timer comes late, and a kernel that checks it would not start.
  const words = "console=ttyS0 quiet panic=-1 no_timer_check"
  const machine = spawn(
    "qemu-system-x86_64",
    ["-accel", "tcg", "-m", "1024", "-nographic", "-no-reboot", "-nic", "none"]
      .concat(["-kernel", join(kernel, "boot", image), "-initrd", join(folder, "initrd")])
      .concat(["-append", words, "-device", "qemu-xhci,id=usb"])
      .concat(["-chardev", `socket,id=card,path=${join(folder, "card")},server=on,wait=off`])
      .concat(["-device", "usb-ccid,bus=usb.0", "-device", "ccid-card-passthru,chardev=card"]),
    { stdio: ["ignore", "pipe", "inherit"], timeout: 500_000, killSignal: "SIGKILL" }
  )
  const wire = new CardInQemu(card)
  void wire.put(join(folder, "card"))
  said = await text(machine.stdout)
  wire.take()
  cases = [...said.matchAll(/CASE (\{.*\})\r?$/gm)].map(([, json]) => JSON.parse(json ?? "{}") as Case)
}, 520_000)

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe("in a machine of QEMU", () => {
  it.each([
    "a swipe reader is heard, pulled out, and heard again",
    ...dongleCases.map(({ name }) => `a dongle ${name}`),
    "a purse in a USB reader sells",
    "pulled out while idle sells nothing, and sells when it is back",
    "pulled out at the commit knows nothing, and the card tells when it is back"
  ])("%s", (name) => {
    const found = cases.find((one) => one.name === name)
    ok(found !== undefined, `It was not reached. The machine said:\n${said.slice(-2_000)}`)
    equal(found.fault, undefined)
  })

  it("the card has what the machine says", () => {
    const wasDone = cases.some(({ fault, name }) => name === "what the card said" && fault === undefined)
    equal(contentsOf(card).main, wasDone ? 19_700n : 19_800n)
  })
})
