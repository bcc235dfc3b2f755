/**
 * The drivers against real services and libraries of this machine: `npm run test:hardware`. Each rig says what it needs; what is
 * missing is installed where that is possible, and otherwise the rig is skipped by name with the reason.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

interface Rig {
  readonly name: string
  readonly file: string
  /** Packages of Debian, each with a file that is there when it is installed. */
  readonly debian: Readonly<Record<string, string>>
  /** Packages of npm, built on this machine where they have to be. */
  readonly npm: ReadonlyArray<string>
  /** Runs where it is asked for alone: `npm run test:hardware -- --qemu`. */
  readonly asked?: "--qemu"
}

const pcsc = {
  pcscd: "/usr/sbin/pcscd",
  "vsmartcard-vpcd": "/usr/lib/pcsc/drivers/serial/libifdvpcd.so",
  iproute2: "/usr/sbin/ip"
}
const building = {
  "libpcsclite-dev": "/usr/include/PCSC/winscard.h",
  "g++": "/usr/bin/g++",
  make: "/usr/bin/make"
}

const rigs: ReadonlyArray<Rig> = [
  {
    name: "virtual cards through pcscd, with nfc-pcsc and smartcard",
    file: "pcsc.test.ts",
    debian: { ...pcsc, ...building },
    npm: ["nfc-pcsc@0.8.1", "smartcard@3.7.0"]
  },
  {
    name: "a swipe reader and a scanner that umockdev plays, with node-hid",
    file: "hid.test.ts",
    debian: {
      umockdev: "/usr/bin/umockdev-run",
      bsdutils: "/usr/bin/script",
      libudev1: "/usr/lib/x86_64-linux-gnu/libudev.so.1"
    },
    npm: ["node-hid@3.4.0"]
  },
  {
    name: "yubikit on a virtual key with a secret",
    file: "dongle.test.ts",
    debian: { "python3-ykman": "/usr/lib/python3/dist-packages/yubikit/yubiotp.py" },
    npm: []
  },
  {
    name: "libnfc and libfreefare on our virtual cards",
    file: "libnfc.test.ts",
    debian: {
      "libnfc-bin": "/usr/bin/nfc-list",
      "libnfc-dev": "/usr/include/nfc/nfc.h",
      "libfreefare-bin": "/usr/bin/mifare-classic-format",
      "libfreefare-dev": "/usr/include/freefare.h",
      socat: "/usr/bin/socat",
      gcc: "/usr/bin/gcc"
    },
    npm: []
  },
  {
    name: "HID devices and a USB reader that are pulled out, in a machine of QEMU",
    file: "qemu.test.ts",
    debian: {
      ...building,
      pcscd: "/usr/sbin/pcscd",
      libccid: "/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Linux/libccid.so",
      "qemu-system-x86": "/usr/bin/qemu-system-x86_64",
      "busybox-static": "/bin/busybox"
    },
    npm: ["node-hid@3.4.0", "nfc-pcsc@0.8.1"],
    asked: "--qemu"
  }
]

const words = process.argv.slice(2)
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const here = fileURLToPath(new URL(".", import.meta.url))
const root = fileURLToPath(new URL("../../..", import.meta.url))
const native = join(root, "node_modules", ".cache", "tessera-hardware")

/** Why the machine cannot have a rig at all. */
const notHere = (): string | undefined => {
  if (process.platform !== "linux") return `needs Linux, and this is ${process.platform}`
  if (process.getuid?.() !== 0) return "needs root, for a network and a folder of its own for the service"
  const tried = spawnSync("unshare", ["-n", "-m", "true"])
  return tried.status === 0 ? undefined : "may not make a namespace here"
}

const missingOf = ({ debian }: Rig): ReadonlyArray<string> =>
  Object.entries(debian).flatMap(([name, file]) => (existsSync(file) ? [] : [name]))

/** What is compiled is for the Node.js that runs here, also where npm belongs to another one or is told of another's headers. */
const ownHeaders = (): Readonly<Record<string, string>> => {
  const folder = join(dirname(process.execPath), "..")
  return existsSync(join(folder, "include/node/node.h")) ? { npm_config_nodedir: folder } : {}
}

const installedWell = (command: string, words: ReadonlyArray<string>, cwd?: string): boolean => {
  const env = { ...process.env, ...ownHeaders(), DEBIAN_FRONTEND: "noninteractive" }
  const { status } = spawnSync(command, words, { env, stdio: "ignore", ...(cwd !== undefined && { cwd }) })
  return status === 0
}

const fetchDebian = (names: ReadonlyArray<string>): boolean => {
  say(`Installing ${names.join(", ")} …`)
  const words = ["install", "-y", "--no-install-recommends", ...names]
  return (
    installedWell("apt-get", words) ||
    (installedWell("apt-get", ["update"]) && installedWell("apt-get", words))
  )
}

/** Into a folder of their own: what is built there is nobody else's dependency. */
const fetchNpm = (names: ReadonlyArray<string>): boolean => {
  mkdirSync(native, { recursive: true })
  const isThere = (name: string) => existsSync(join(native, "node_modules", name.replace(/@[^@]+$/, "")))
  const wanted = names.filter((name) => !isThere(name))
  if (wanted.length === 0) return true
  say(`Building ${wanted.join(", ")} …`)
  if (!existsSync(join(native, "package.json")))
    writeFileSync(join(native, "package.json"), '{"private":true}')
  return installedWell("npm", ["install", "--no-audit", "--no-fund", ...wanted], native)
}

/** A package of Debian in a folder of its own: it is used from there, and never installed. */
const unpacked = (name: string, folder: string): boolean => {
  mkdirSync(folder, { recursive: true })
  say(`Fetching ${name} …`)
  if (!installedWell("apt-get", ["download", name], folder)) return false
  const file = readdirSync(folder).find((one) => one.endsWith(".deb"))
  return file !== undefined && installedWell("dpkg-deb", ["-x", join(folder, file), folder])
}

/** What runs in the machine of QEMU: a kernel, and what tells its programs of devices. */
const fetchMachine = (): boolean => {
  const [kernel, udev] = [join(native, "kernel"), join(native, "udev")]
  if (!existsSync(join(udev, "bin")) && !unpacked("udev", udev)) return false
  if (existsSync(join(kernel, "boot"))) return true
  const found = spawnSync("apt-cache", ["depends", "linux-image-amd64"], { encoding: "utf8" })
  const name = /linux-image-[0-9][^\s]*/.exec(found.stdout)?.[0]
  return name !== undefined && unpacked(name, kernel)
}

const reasonAgainst = (rig: Rig): string | undefined => {
  if (rig.asked !== undefined && !words.includes(rig.asked))
    return `is asked for with npm run test:hardware -- ${rig.asked}`
  const missing = missingOf(rig)
  if (missing.length > 0 && !fetchDebian(missing)) return `Debian's ${missing.join(", ")} cannot be installed`
  if (rig.asked === "--qemu" && !fetchMachine()) return "Debian's kernel or udev cannot be fetched"
  return fetchNpm(rig.npm) ? undefined : `${rig.npm.join(", ")} cannot be installed from npm`
}

/** A network that answers at once, and no folder of a service that runs on this machine. */
const alone = [
  "ip link set lo up",
  "ip route change local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1",
  "mkdir -p /run/pcscd",
  "mount -t tmpfs tmpfs /run/pcscd",
  'exec "$@"'
].join(" && ")

const against = notHere()
const skipped = rigs.flatMap((rig) => {
  const why = against ?? reasonAgainst(rig)
  return why === undefined ? [] : [{ rig, why }]
})
for (const { rig, why } of skipped) say(`– skipped: ${rig.name}: ${why}`)
const files = rigs.filter((rig) => skipped.every((other) => other.rig !== rig)).map(({ file }) => file)
const unknown = readdirSync(here).filter(
  (file) => file.endsWith(".test.ts") && rigs.every((rig) => rig.file !== file)
)
if (unknown.length > 0) throw new Error(`No rig names ${unknown.join(", ")}`)
if (files.length > 0) {
  // Two minutes where nobody else works; a machine that others use takes several times that.
  const most = words.includes("--qemu") ? 1_200 : 900
  const vitest = [
    "timeout",
    String(most),
    "vitest",
    "run",
    "--config",
    join(here, "vitest.config.ts"),
    ...files,
    ...words.filter((word) => word !== "--qemu")
  ]
  const ran = spawnSync("unshare", ["-n", "-m", "sh", "-ec", alone, "sh", ...vitest], {
    stdio: "inherit",
    cwd: root,
    env: { ...process.env, TESSERA_HARDWARE: join(native, "package.json") }
  })
  if (ran.status === 124) say(`Stopped after ${most} seconds: this machine is too busy, or something hangs`)
  process.exitCode = ran.status ?? 1
} else say("0 passed, 0 failed")
