/**
 * Where the process that holds the readers starts: with the library it was told, and with whoever started it on the other end.
 *
 * @module
 */
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import type { Asked } from "../Message.ts"
import { type Bind, NativeMissing } from "./Binding.ts"
import { serve } from "./serve.ts"

const [, , bindingUrl = "", from = ""] = process.argv

/** A package as the till would find it. What cannot be loaded is missing, whatever the reason. */
const load = async (name: string): Promise<unknown> => {
  try {
    return await import(pathToFileURL(createRequire(from).resolve(name)).href)
  } catch (cause) {
    throw new NativeMissing(name, { cause })
  }
}

// Not `exit`: that waits for a native call that may never end.
const end = (): void => void process.kill(process.pid, "SIGKILL")

const { bind } = (await import(bindingUrl)) as { readonly bind: Bind }
let telling = Promise.resolve()
const answer = serve(bind, load, {
  tell: (message) => {
    const told = new Promise<void>((resolve) => void process.send?.(message, () => resolve()))
    telling = Promise.all([telling, told]).then(() => undefined)
  },
  end: () => void telling.then(end)
})
process.on("message", (asked: Asked) => void answer(asked))
process.on("disconnect", end)
