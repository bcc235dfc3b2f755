/** Mail to holders, sent to a real SMTP server on this machine. */
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { describe, expect, it } from "@effect/vitest"
import { Messenger, readConfiguration, type Notice } from "@tessera/core"
import { Contacts, NotDelivered } from "@tessera/core/ports"
import { demoConfiguration } from "@tessera/core/testing"
import { Mailer, type MailerOptions } from "../src/smtp/index.ts"
import { sale } from "./events.ts"

/** A mail server for the life of the scope, and the letters that it took. */
const server = (options: SMTPServerOptions = {}) => {
  const letters: Array<{ readonly to: ReadonlyArray<string>; readonly text: string }> = []
  const opened = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, { envelope }, done) => {
      let text = ""
      stream.setEncoding("utf8")
      stream.on("data", (part: string) => (text += part))
      stream.on("end", () => {
        letters.push({ to: envelope.rcptTo.map(({ address }) => address), text })
        done()
      })
    },
    ...options
  })
  opened.on("error", () => undefined)
  const listening = Effect.callback<number>((resume) => {
    opened.listen(0, "127.0.0.1", () => resume(Effect.succeed((opened.server.address() as AddressInfo).port)))
  })
  const close = Effect.callback<void>((resume) => {
    opened.close(() => resume(Effect.void))
  })
  return Effect.map(
    Effect.acquireRelease(listening, () => close),
    (port) => ({ port, letters })
  )
}

const mailerAt = (port: number, more: Partial<MailerOptions> = {}) =>
  Mailer.make({ host: "127.0.0.1", port, tls: "never", from: "Tessera <cards@example.org>", ...more })

const event = sale()
const notice: Notice = {
  event,
  language: "bg",
  subject: "Платихте 12,00 CNY с карта ****0001 в KTV1.",
  text: "Платихте 12,00 CNY с карта ****0001 в KTV1. Наличност 38,00 CNY."
}

/** How a server that refuses a command so is told of. */
const refusedBy = (options: SMTPServerOptions, more: Partial<MailerOptions> = {}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { port } = yield* server(options)
      const mailer = yield* mailerAt(port, more)
      return yield* Effect.flip(mailer.send("ann@example.org", notice))
    })
  )

const saying = (code: number): Error =>
  Object.assign(new Error("no ann@example.org here"), { responseCode: code })

describe("mail", () => {
  it.live("arrives, with the event in its id", () =>
    Effect.gen(function* () {
      const { letters, port } = yield* server()
      const mailer = yield* mailerAt(port)
      yield* mailer.send("ann@example.org", notice)
      const [{ text, to } = { text: "", to: [] }] = letters
      expect(to).toEqual(["ann@example.org"])
      expect(text).toContain(`Message-ID: <${event.id}@example.org>`)
      expect(text).toContain("From: Tessera <cards@example.org>")
      expect(text).toContain("Auto-Submitted: auto-generated")
      const [, body = ""] = text.split("\r\n\r\n")
      const plain = /base64/i.test(text)
        ? Buffer.from(body, "base64").toString("utf8")
        : Buffer.from(
            body
              .replaceAll("=\r\n", "")
              .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16))
              ),
            "latin1"
          ).toString("utf8")
      expect(plain.trim()).toBe(notice.text)
    })
  )

  it.live("is sent to holders who have an address, and to no other", () =>
    Effect.gen(function* () {
      const { letters, port } = yield* server()
      const sender = yield* mailerAt(port)
      const configuration = Result.getOrThrow(readConfiguration(demoConfiguration))
      const told = (contact: { readonly email?: string; readonly phone?: string }) =>
        Effect.gen(function* () {
          const messenger = yield* Messenger.make(configuration, { name: "mail", sender })
          yield* messenger.deliver(event)
        }).pipe(
          Effect.provideService(Contacts, Contacts.of({ find: () => Effect.succeed(Option.some(contact)) }))
        )
      yield* told({ phone: "+359888123456" })
      expect(letters).toEqual([])
      yield* told({ email: "ann@example.org" })
      expect(letters.length).toBe(1)
      expect(letters[0]?.text).toContain("Subject: 12.00 CNY paid with ****0001 at KTV1.")
      expect(letters[0]?.text).toContain("Balance 38.00 CNY.")
    })
  )

  it.live("is sent as whoever has the password", () =>
    Effect.gen(function* () {
      const { letters, port } = yield* server({
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: ({ password, username }, _, done) =>
          username === "shop" && password === "s3cret"
            ? done(null, { user: username })
            : done(new Error("Invalid"))
      })
      const right = yield* mailerAt(port, { user: "shop", password: Redacted.make("s3cret") })
      yield* right.send("ann@example.org", notice)
      expect(letters.length).toBe(1)
      const wrong = yield* mailerAt(port, { user: "shop", password: Redacted.make("wrong") })
      const failure = yield* Effect.flip(wrong.send("ann@example.org", notice))
      expect(failure).toEqual(new NotDelivered({ reason: "the mail server answered 535 (EAUTH)" }))
    })
  )

  it.live("to somebody who is not there is not tried again", () =>
    Effect.gen(function* () {
      expect(yield* refusedBy({ onRcptTo: (_, __, done) => done(saying(550)) })).toEqual(
        new NotDelivered({ reason: "the mail server answered 550 (EENVELOPE)", permanent: true })
      )
    })
  )

  it.live("to a full mailbox is tried again", () =>
    Effect.gen(function* () {
      expect(yield* refusedBy({ onRcptTo: (_, __, done) => done(saying(452)) })).toEqual(
        new NotDelivered({ reason: "the mail server answered 452 (EENVELOPE)" })
      )
    })
  )

  it.live("is not sent in the clear where TLS is asked for", () =>
    Effect.gen(function* () {
      const failure = yield* refusedBy({}, { tls: "start" })
      expect(failure.reason).toMatch(/^the mail server .*ETLS/)
      expect(failure.permanent).toBeUndefined()
    })
  )

  it.live("waits for a server that is not there", () =>
    Effect.gen(function* () {
      const { port } = yield* Effect.scoped(server())
      const mailer = yield* mailerAt(port)
      const failure = yield* Effect.flip(mailer.send("ann@example.org", notice))
      expect(failure).toEqual(new NotDelivered({ reason: "the mail server cannot be reached (ESOCKET)" }))
    })
  )

  it.live.each([
    "ann@example.org, bob@example.org",
    "ann",
    "Ann <ann@example.org>",
    "ann@example.org\r\nBcc: bob@example.org"
  ])("to %j is sent to nobody", (address) =>
    Effect.gen(function* () {
      const { letters, port } = yield* server()
      const mailer = yield* mailerAt(port)
      const failure = yield* Effect.flip(mailer.send(address, notice))
      expect(failure).toEqual(new NotDelivered({ reason: "the mail address is none", permanent: true }))
      expect(letters).toEqual([])
    })
  )

  it.live("from no address is refused", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(mailerAt(25, { from: "Tessera" }))
      expect(String(exit)).toContain("from: Expected a mail address")
    })
  )
})
