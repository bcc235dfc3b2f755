/**
 * What every command of the CLI knows: where the head office is, by which key it is asked, and for whom is printed.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { effectClient, type EffectClient } from "@tessera/http/api"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type Ended, unusable } from "./Ended.ts"

const Url = GlobalFlag.Setting("url")({
  flag: Flag.String("url").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription("Where the head office is. Absent: TESSERA_URL"),
    Flag.withFallbackConfig(Config.String("TESSERA_URL")),
    Flag.withDefault("http://127.0.0.1:4000")
  )
})

const KeyFile = GlobalFlag.Setting("key-file")({
  flag: Flag.String("key-file").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("File with the key, or a .secrets.json. Absent: TESSERA_KEY"),
    Flag.optional
  )
})

/** Whether programs read what is printed. */
export const Json = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withDescription("Print JSON, one document a line, for programs"),
    Flag.withDefault(false)
  )
})

/** The flags that every command takes. */
export const globalFlags = [Url, KeyFile, Json] as const

/** The key in a text that is nothing else, or in the file that a server in test keeps. */
const keyIn = (text: string): unknown => {
  const plain = text.trim()
  if (!plain.startsWith("{")) return plain
  const document: Readonly<Record<string, unknown>> = JSON.parse(plain)
  return document["key"]
}

/** A key, or the token of staff who have signed in: what a header can carry. */
const shape = /^[\u0021-\u007E]{1,4096}$/

const keyOfFile = (file: string): Effect.Effect<Redacted.Redacted, Ended> =>
  Effect.try({
    try: () => keyIn(readFileSync(file, "utf8")),
    // What went wrong may have the text of the file in it.
    catch: () => unusable(`--key-file: ${file} cannot be read`)
  }).pipe(
    Effect.flatMap((key) =>
      typeof key === "string" && shape.test(key)
        ? Effect.succeed(Redacted.make(key))
        : Effect.fail(unusable(`--key-file: Expected a key in ${file}, test_… or live_…, and nothing else`))
    )
  )

const noKey = unusable("Whose key? Set TESSERA_KEY, or say --key-file FILE")

const keyOf = (file: Option.Option<string>): Effect.Effect<Redacted.Redacted, Ended> => {
  if (Option.isSome(file)) return keyOfFile(file.value)
  const key = process.env["TESSERA_KEY"]
  if (!key) return Effect.fail(noKey)
  return shape.test(key)
    ? Effect.succeed(Redacted.make(key))
    : Effect.fail(unusable("TESSERA_KEY: Expected a key, test_… or live_…, and nothing else"))
}

/** Where a server can be: with nothing before its name and nothing behind its path. What is wrong may have a password in it. */
const isAddress = (text: string): boolean => /^https?:\/\/[^@?#]+$/i.test(text) && URL.canParse(text)

export interface Session {
  readonly client: EffectClient
  readonly url: string
}

/** Who asks where. Nothing is sent for it. */
export const session: Effect.Effect<
  Session,
  Ended,
  GlobalFlag.Setting.Identifier<"url"> | GlobalFlag.Setting.Identifier<"key-file">
> = Effect.gen(function* () {
  const url = yield* Url
  if (!isAddress(url))
    return yield* unusable(
      `--url: Expected http://… or https://…${url.includes("@") ? ", without a user" : `, not ${url}`}`
    )
  const key = yield* keyOf(yield* KeyFile)
  return { client: effectClient({ baseUrl: url, key, timeout: 60_000 }), url }
})
