/** What things are called: slots for readers, faults for codes, and the line that installs a package. */
import { deepEqual, equal } from "node:assert/strict"
import { describe, it } from "vitest"
import { installLine } from "../../src/native/installLine.ts"
import { faultOf } from "../../src/pcsc/host/faultOf.ts"
import { type SlotRule, Slots } from "../../src/pcsc/Slots.ts"

describe("slots", () => {
  const rules: ReadonlyArray<SlotRule> = [
    { slot: "counter", reader: "acr122" },
    { slot: "door", reader: /PICC/ }
  ]
  it.each<{
    readonly what: string
    readonly rules?: ReadonlyArray<SlotRule>
    /** `+` is plugged in, `-` is unplugged. */
    readonly events: ReadonlyArray<string>
    readonly slots: Readonly<Record<string, string>>
  }>([
    {
      what: "a reader is a slot of its own name, without what the service adds",
      events: ["+ACS ACR122U PICC Interface 00 00"],
      slots: { "ACS ACR122U PICC Interface": "ACS ACR122U PICC Interface 00 00" }
    },
    {
      what: "a reader that comes back under another number has its slot again",
      events: ["+ACS ACR122U 00 00", "-ACS ACR122U 00 00", "+ACS ACR122U 01 00"],
      slots: { "ACS ACR122U": "ACS ACR122U 01 00" }
    },
    {
      what: "of two alike the second is named so; whichever comes back takes the place that is free",
      events: ["+R 00 00", "+R 01 00", "-R 00 00", "+R 02 00"],
      slots: { R: "R 02 00", "R (2)": "R 01 00" }
    },
    {
      what: "Windows numbers once",
      events: ["+ACS ACR122 0"],
      slots: { "ACS ACR122": "ACS ACR122 0" }
    },
    {
      what: "sockets for keys and for cards with contacts are none",
      events: [
        "+ACS ACR1252 [ACR1252 Dual Reader PICC] 00 00",
        "+ACS ACR1252 [ACR1252 Dual Reader SAM] 00 01",
        "+HID OMNIKEY 5422 ICC 00 00"
      ],
      slots: { "ACS ACR1252 [ACR1252 Dual Reader PICC]": "ACS ACR1252 [ACR1252 Dual Reader PICC] 00 00" }
    },
    {
      what: "with rules only what they name, each slot once, in their order",
      rules,
      events: [
        "+Other 00 00",
        "+ACS ACR122U PICC 00 00",
        "+ACS ACR122U PICC 01 00",
        "+ACS ACR122U PICC 02 00"
      ],
      slots: { counter: "ACS ACR122U PICC 00 00", door: "ACS ACR122U PICC 01 00" }
    }
  ])("$what", ({ events, rules, slots }) => {
    const held = new Slots(rules)
    for (const event of events) held[event.startsWith("+") ? "attach" : "detach"](event.slice(1))
    deepEqual(Object.fromEntries(held.all.map((slot) => [slot, held.readerAt(slot)])), slots)
    for (const [slot, reader] of Object.entries(slots)) equal(held.slotOf(reader), slot)
  })
})

describe("faults", () => {
  it.each([
    ["SCardConnect error: Sharing violation.(0x8010000b)", "busy"],
    ["SCardTransmit error: Card was removed.(0x80100069)", "cardGone"],
    ["SCardTransmit error: Transaction failed.(0x80100016)", "cardGone"],
    ["SCardTransmit error: Card was reset.(0x80100068)", "cardChanged"],
    ["SCardTransmit error: (0x80100017)", "readerGone"],
    ["SCardGetStatusChange error: RPC transport error.(0x80100013)", "service"],
    ["SCardTransmit error: (0x8010001D)", "service"],
    ["SCardConnect error: Card is unresponsive.(0x80100066)", "mute"],
    ["SCardTransmit error: (0x80100008)", "failed"],
    ["Sharing violation", "busy"],
    ["Card was removed", "cardGone"],
    ["Unknown reader", "readerGone"],
    ["PC/SC service not running", "service"],
    ["Card was reset", "cardChanged"],
    ["Oops", "failed"]
  ] as const)("%s: %s", (says, why) => {
    equal(faultOf(new Error(says)), why)
  })
})

describe("the line that installs a package", () => {
  it.each([
    ["nfc-pcsc", "linux", 'ID=ubuntu\nID_LIKE="debian"', "sudo apt install pcscd libccid libpcsclite-dev"],
    ["nfc-pcsc", "linux", "ID=debian", "sudo apt install pcscd libccid libpcsclite-dev"],
    ["nfc-pcsc", "linux", "ID=fedora", "sudo dnf install pcsc-lite pcsc-lite-ccid pcsc-lite-devel"],
    ["smartcard", "linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"', "sudo dnf install"],
    ["smartcard", "linux", "ID=alpine", "(install pcsc-lite with its headers"],
    ["nfc-pcsc", "darwin", "", "xcode-select --install"],
    ["nfc-pcsc", "win32", "", "winget install"],
    ["nfc-pcsc", "linux", "ID=alpine", "(install pcsc-lite with its headers"],
    ["smartcard", "linux", "ID=debian", "sudo apt install pcscd libccid libpcsclite-dev"],
    ["smartcard", "linux", "ID=fedora", "sudo dnf install pcsc-lite pcsc-lite-ccid pcsc-lite-devel"],
    ["smartcard", "darwin", "", "xcode-select --install"],
    ["smartcard", "win32", "", "winget install"],
    ["node-hid", "linux", "ID=debian", "npm install node-hid"],
    ["node-hid", "linux", "ID=fedora", "npm install node-hid"],
    ["node-hid", "linux", "ID=alpine", "npm install node-hid"],
    ["node-hid", "darwin", "", "npm install node-hid"],
    ["node-hid", "win32", "", "npm install node-hid"]
  ] as const)("of %s on %s, %s: %s", (name, platform, release, begins) => {
    const line = installLine(name, platform, release)
    equal(line.slice(0, begins.length), begins)
    equal(line.endsWith(`npm install ${name}`), true)
  })
})
