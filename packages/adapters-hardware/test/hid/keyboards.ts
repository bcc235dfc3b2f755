/** Keyboards of readers as a test works them: one in memory, one in a file as the kernel has it, one at a terminal. */
import { spawnSync } from "node:child_process"
import { closeSync, constants, openSync, renameSync, rmSync, write as writeTo } from "node:fs"
import { PassThrough } from "node:stream"
import { promisify } from "node:util"
import { keyOfCode } from "../../src/hid/keyLayouts.ts"

/** What the kernel writes for a key: `struct input_event`, at so many milliseconds. */
export const inputEvent = (type: number, code: number, value: number, at: number): Buffer => {
  const event = Buffer.alloc(24)
  event.writeBigInt64LE(BigInt(Math.floor(at / 1_000)))
  event.writeBigInt64LE(BigInt(Math.round((at % 1_000) * 1_000)), 8)
  event.writeUInt16LE(type, 16)
  event.writeUInt16LE(code, 18)
  event.writeInt32LE(value, 20)
  return event
}

const codes = new Map<string, readonly [code: number, isShifted: boolean]>(
  Array.from({ length: 70 }, (_, code) => code).flatMap((code) =>
    [false, true].flatMap((isShifted) => {
      const key = keyOfCode(code, isShifted)
      return key === undefined ? [] : [[key, [code, isShifted]] as const]
    })
  )
)

export type InputEvent = Parameters<typeof inputEvent>

/** A text and Enter as a reader types them, a millisecond from key to key. */
export const keysOf = (text: string, from = 0): ReadonlyArray<InputEvent> =>
  pressesOf([...Array.from(text), "Enter"], from)

const pressesOf = (keys: ReadonlyArray<string>, from: number): ReadonlyArray<InputEvent> =>
  keys.flatMap((key, n) => {
    const [code, isShifted] = codes.get(key) ?? [0, false]
    const said = (of: number, value: number): InputEvent => [1, of, value, from + n]
    const pressed = [said(code, 1), said(code, 0)]
    const all = key.length === 1 && isShifted ? [said(42, 1), ...pressed, said(42, 0)] : pressed
    return [...all, [0, 0, 0, from + n]]
  })

export const typedEvents = (text: string, from = 0): Buffer =>
  Buffer.concat(keysOf(text, from).map((event) => inputEvent(...event)))

const writeAll = promisify(writeTo)

/** The file of a reader, plugged in and pulled out: whoever reads it waits for keys as at the kernel's own. */
export class KeyFile {
  readonly path: string
  #writing: number | undefined
  #written: Promise<unknown> = Promise.resolve()
  #at = 0

  constructor(path: string) {
    this.path = path
  }

  plugIn(): void {
    const beside = `${this.path}.new`
    const made = spawnSync("mkfifo", [beside])
    if (made.status !== 0) throw new Error(String(made.stderr))
    this.#writing = openSync(beside, constants.O_RDWR)
    renameSync(beside, this.path)
  }

  /** One after the other: the file holds some hundred events, and more have to wait until they are read. */
  write(events: Buffer): void {
    const writing = this.#writing
    if (writing !== undefined) this.#written = this.#written.then(() => writeAll(writing, events))
  }

  type(text: string): void {
    this.#at += 10_000
    this.write(typedEvents(text, this.#at))
  }

  press(keys: ReadonlyArray<string>): void {
    this.write(Buffer.concat(pressesOf(keys, 0).map((event) => inputEvent(...event))))
  }

  pull(): void {
    rmSync(this.path, { force: true })
    if (this.#writing !== undefined) closeSync(this.#writing)
    this.#writing = undefined
  }
}

/** A terminal, and who types at it. */
export class PlayedTerminal extends PassThrough {
  isRaw = false
  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw
  }
}
