/**
 * The till's side of the process that holds its readers: starts it, asks it, kills it when it does not answer in time, and
 * starts another.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Ask, News, Replied, Reply } from "./Message.ts"

/** Milliseconds. */
export interface Patience {
  /** For the answer to a command that lasts nothing. Absent: 1,500. */
  readonly answer: number
  /** For the answer to a commit. Absent: 3,000. */
  readonly commit: number
  /** For a new process to speak with the service. Absent: 3,000. */
  readonly start: number
  /** Before another is started, doubled each time it did not come up. Absent: 250 to 10,000. */
  readonly again: readonly [first: number, most: number]
}

export const usualPatience: Patience = { answer: 1_500, commit: 3_000, start: 3_000, again: [250, 10_000] }

/** `silent`: no answer in time, and the process was killed. `died`: it ended while it was asked. */
export type Outcome = Reply | { readonly reply: "silent" | "died" }

export type Standing = "starting" | "up" | "down" | "unavailable"

/** Built and not built files have other endings. */
const beside = (name: string): URL => new URL(`${name}${import.meta.url.slice(-3)}`, import.meta.url)

export const bindingAt = (library: "nfc-pcsc" | "smartcard"): URL =>
  beside(library === "nfc-pcsc" ? "./host/nfcPcsc" : "./host/smartcard")

export interface HostOptions {
  readonly binding: URL
  /** Beside which file packages are looked for. */
  readonly from: string
  readonly patience: Patience
  readonly hear: (news: News) => void
  /** The process has ended: nothing of what it said holds any more. */
  readonly ended: () => void
}

/** One process at a time. */
export class ReaderHost {
  standing: Standing = "starting"
  detail = "The reader service has not answered yet"
  readonly #options: HostOptions
  readonly #waiting = new Map<number, (outcome: Outcome) => void>()
  #child: ChildProcess | undefined
  #asked = 0
  #wait: number
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #isReady: () => void = () => undefined
  /** Resolves when it is known for the first time how it stands. */
  readonly ready: Promise<void>

  constructor(options: HostOptions) {
    this.#options = options
    this.#wait = options.patience.again[0]
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve
    })
    this.#start()
  }

  /** Which process it is now. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  #start(): void {
    const { binding, from, patience } = this.#options
    this.standing = "starting"
    const child = fork(fileURLToPath(beside("./host/main")), [binding.href, from], {
      execArgv: [],
      // What a library prints is nobody's, and must not be mixed into what the till prints.
      stdio: ["ignore", "ignore", "ignore", "ipc"]
    })
    this.#child = child
    this.#timer = setTimeout(() => {
      this.detail = "The reader service did not answer in time"
      this.kill()
    }, patience.start)
    child.on("message", (message: News | Replied) => {
      if ("reply" in message) this.#waiting.get(message.id)?.(message)
      else this.#hear(message)
    })
    child.on("error", (cause) => {
      this.detail = cause.message
    })
    child.on("exit", () => this.#ended(child))
  }

  #hear(news: News): void {
    if (news.news === "up") {
      clearTimeout(this.#timer)
      this.standing = "up"
      this.#wait = this.#options.patience.again[0]
      this.#isReady()
    }
    if (news.news === "unavailable") {
      this.standing = "unavailable"
      this.#isReady()
    }
    if (news.news === "down") this.detail = news.detail
    this.#options.hear(news)
  }

  #ended(child: ChildProcess): void {
    if (child !== this.#child) return
    clearTimeout(this.#timer)
    this.#child = undefined
    if (this.standing !== "unavailable") this.standing = "down"
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const answer of waiting) answer({ reply: "died" })
    this.#options.ended()
    this.#isReady()
    if (this.#isClosed || this.standing === "unavailable") return
    this.#timer = setTimeout(() => this.#start(), this.#wait)
    this.#timer.unref()
    this.#wait = Math.min(this.#wait * 2, this.#options.patience.again[1])
  }

  /** Always resolves, in time. */
  ask(ask: Ask, millis: number): Promise<Outcome> {
    const child = this.#child
    if (child?.connected !== true) return Promise.resolve({ reply: "died" })
    const id = ++this.#asked
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.#waiting.delete(id)
        resolve({ reply: "silent" })
        this.kill()
      }, millis)
      this.#waiting.set(id, (outcome) => {
        clearTimeout(late)
        this.#waiting.delete(id)
        resolve(outcome)
      })
      child.send({ ...ask, id }, (cause) => {
        if (cause) this.#waiting.get(id)?.({ reply: "died" })
      })
    })
  }

  /** The kernel then closes what it held, and the service takes the card's power. */
  kill(): void {
    const child = this.#child
    if (child === undefined) return
    child.kill("SIGKILL")
    // What it says from now on is of no use: it is gone before it has ended.
    this.#ended(child)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.kill()
  }
}
