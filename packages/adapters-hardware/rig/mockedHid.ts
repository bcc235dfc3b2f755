/**
 * Starts a program among HID devices that are not there: umockdev plays the files of the kernel, and node-hid reads them as if a
 * swipe reader and a scanner were plugged in. The descriptors are those of public manuals.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { type Bytes, fromHex, toHex } from "../src/crypto/bytes.ts"

export interface MockedDevice {
  readonly vendor: string
  readonly product: string
  readonly name: string
  readonly descriptor: string
  /** What it sends, one report after the other. */
  readonly reports: ReadonlyArray<Bytes>
}

/** MagTek, manual 99875191: 337 bytes, page 0xFF00. */
export const swipeDescriptor =
  "0600ff0901a101150026ff0075080920092109220928092909 2a0938950781020930956e8202010931956e8202010932956e82020109209518b20201c0".replaceAll(
    " ",
    ""
  )

/** USB-IF, point of sale tables: page 0x8C, usage 2, report 2 of 63 bytes. */
export const scannerDescriptor = "058c0902a101850215 0026ff007508953f09fe8202 01c0".replaceAll(" ", "")

const little = (value: number): string => toHex(new Uint8Array(new Uint32Array([value]).buffer))

/** A device as the files of the kernel show it. */
const filesOf = ({ descriptor, name, product, vendor }: MockedDevice, n: number): string => {
  const usb = `/devices/pci0000:00/0000:00:14.0/usb1/1-${n + 1}`
  const face = `${usb}/1-${n + 1}:1.0`
  const hid = `${face}/0003:${vendor}:${product}.000${n + 1}`
  const id = `0003:0000${vendor}:0000${product}`
  return [
    [`P: ${usb}`, "E: DEVTYPE=usb_device", "E: SUBSYSTEM=usb", `A: idVendor=${vendor.toLowerCase()}\\n`]
      .concat([`A: idProduct=${product.toLowerCase()}\\n`, "A: bcdDevice=0100\\n", `A: product=${name}\\n`])
      .concat(["A: manufacturer=Tessera\\n", `A: serial=S${n}\\n`]),
    [`P: ${face}`, "E: DEVTYPE=usb_interface", "E: SUBSYSTEM=usb", "A: bInterfaceNumber=00\\n"],
    [`P: ${hid}`, "E: SUBSYSTEM=hid", `E: HID_ID=${id}`, `E: HID_NAME=${name}`, `E: HID_UNIQ=S${n}`].concat([
      `H: report_descriptor=${descriptor.toUpperCase()}`
    ]),
    [
      `P: ${hid}/hidraw/hidraw${n}`,
      `N: hidraw${n}`,
      `E: DEVNAME=/dev/hidraw${n}`,
      "E: SUBSYSTEM=hidraw"
    ].concat(["L: device=../.."])
  ]
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n")
}

const ioctlsOf = ({ descriptor }: MockedDevice, n: number): string => {
  const size = little(fromHex(descriptor).length)
  return `@DEV /dev/hidraw${n}\nHIDIOCGRDESCSIZE 0 ${size}\nHIDIOCGRDESC 0 ${size}${descriptor.padEnd(8_192, "0")}\n`
}

/** Milliseconds: until the program listens, as reports that nobody took yet run together, and between two reports. */
const [started, between] = [4_000, 150]

/** Control characters are written with a caret, and the caret with another. */
const scriptOf = ({ reports }: MockedDevice): Buffer =>
  Buffer.concat(
    reports.map((report, index) =>
      Buffer.concat([
        Buffer.from(`r ${index === 0 ? started : between} `),
        ...Array.from(report, (byte) =>
          byte < 32 ? Buffer.from([0x5e, byte + 64]) : byte === 0x5e ? Buffer.from("^`") : Buffer.from([byte])
        ),
        Buffer.from("\n")
      ])
    )
  )

type Written = (name: string, content: string | Buffer) => string

/** What a program prints that is started with these words of umockdev; `file` writes what they name. */
const playing = async (
  wordsWith: (file: Written) => ReadonlyArray<string>,
  program: ReadonlyArray<string>
): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-hid-"))
  try {
    const words = wordsWith((name, content) => {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    })
    const child = spawn("umockdev-run", [...words, "--", ...program], {
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 70_000
    })
    return await text(child.stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What the program prints. */
export const among = (
  devices: ReadonlyArray<MockedDevice>,
  program: ReadonlyArray<string>
): Promise<string> =>
  playing(
    (written) =>
      devices.flatMap((device, n) => {
        const file = (name: string, content: string | Buffer): string => written(`${name}${n}`, content)
        return [
          `--device=${file("device", filesOf(device, n))}`,
          `--ioctl=/dev/hidraw${n}=${file("ioctl", ioctlsOf(device, n))}`,
          `--script=/dev/hidraw${n}=${file("script", scriptOf(device))}`
        ]
      }),
    program
  )

/** A keyboard as the kernel shows it, and where it is found. */
export const keyboardPath = "/dev/input/event0"
const keyboardFiles = [
  "P: /devices/pci0000:00/0000:00:14.0/usb1/1-1/input/input0/event0",
  "N: input/event0",
  `E: DEVNAME=${keyboardPath}`,
  "E: SUBSYSTEM=input",
  ""
].join("\n")

/** Key events of evemu: time in seconds, type and code in hexadecimal, value. */
export const amongKeys = (
  events: ReadonlyArray<readonly [at: number, type: number, code: number, value: number]>,
  program: ReadonlyArray<string>
): Promise<string> => {
  const hex = (number: number): string => number.toString(16).padStart(4, "0")
  const lines = events.map(
    ([at, type, code, value]) => `E: ${(at / 1_000).toFixed(6)} ${hex(type)} ${hex(code)} ${value}\n`
  )
  return playing(
    (file) => [
      `--device=${file("keyboard", keyboardFiles)}`,
      `--evemu-events=${keyboardPath}=${file("keys", lines.join(""))}`
    ],
    program
  )
}
