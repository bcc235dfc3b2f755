/**
 * What to type so that a driver finds its native package on this machine.
 *
 * @module
 */
import { readFileSync } from "node:fs"

export type NativePackage = "nfc-pcsc" | "smartcard" | "node-hid"

type System = "debian" | "fedora" | "linux" | "darwin" | "win32"

/** Before the package itself: the service, its headers, a compiler. node-hid comes built. */
const before: Readonly<Record<"pcsc" | "hid", Readonly<Record<System, string>>>> = {
  pcsc: {
    debian: "sudo apt install pcscd libccid libpcsclite-dev build-essential python3 && ",
    fedora:
      "sudo dnf install pcsc-lite pcsc-lite-ccid pcsc-lite-devel gcc-c++ make python3 && sudo systemctl enable --now pcscd.socket && ",
    linux: "(install pcsc-lite with its headers, ccid, a C++ compiler, make and Python 3) && ",
    darwin: "xcode-select --install ; ",
    win32: "winget install Microsoft.VisualStudio.2022.BuildTools Python.Python.3.12 ; "
  },
  hid: { debian: "", fedora: "", linux: "", darwin: "", win32: "" }
}

const likeOf = (release: string): System => {
  const words = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, ids]) =>
    (ids ?? "").split(" ")
  )
  if (words.some((word) => word === "debian" || word === "ubuntu")) return "debian"
  return words.some((word) => word === "fedora" || word === "rhel") ? "fedora" : "linux"
}

const releaseHere = (): string => {
  try {
    return readFileSync("/etc/os-release", "utf8")
  } catch {
    return ""
  }
}

/** `platform`, `release`: absent, of this machine (`process.platform`, the text of /etc/os-release). */
export const installLine = (
  name: NativePackage,
  platform: string = process.platform,
  release: string = platform === "linux" ? releaseHere() : ""
): string => {
  const system = platform === "darwin" || platform === "win32" ? platform : likeOf(release)
  return `${before[name === "node-hid" ? "hid" : "pcsc"][system]}npm install ${name}`
}
