/**
 * Mail: a sender that reaches holders by SMTP, through nodemailer.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { createTransport } from "nodemailer"
import { NotDelivered } from "@tessera/core/ports"
import type { Sender } from "@tessera/core"

/** The mail server, and who writes. */
export interface MailerOptions {
  readonly host: string
  /** Absent: 587, or 465 where TLS is there from the beginning. */
  readonly port?: number
  /**
   * `start`: TLS has to be begun before anything is said. `always`: it is there from the beginning. `never`: for a server on
   * this machine. Absent: `start`.
   */
  readonly tls?: "start" | "always" | "never"
  readonly user?: string
  readonly password?: Redacted.Redacted
  /** As in `Tessera <cards@example.org>`. */
  readonly from: string
  /** How many connections are kept. Absent: 2. */
  readonly connections?: number
}

const oneAddress = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/

const settings = ({ connections = 2, host, password, port, tls = "start", user }: MailerOptions) => ({
  pool: true as const,
  maxConnections: connections,
  host,
  port: port ?? (tls === "always" ? 465 : 587),
  secure: tls === "always",
  requireTLS: tls === "start",
  ignoreTLS: tls === "never",
  ...(user !== undefined && { auth: { user, pass: password === undefined ? "" : Redacted.value(password) } }),
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  disableFileAccess: true,
  disableUrlAccess: true
})

/** What a mail server said of the letter itself is final when it is 5xx; what it said of us is not. */
const failureOf = (error: unknown): NotDelivered => {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown }
  const isRefused = typeof responseCode === "number" && responseCode >= 500
  const isOfLetter = code === "EENVELOPE" || code === "EMESSAGE"
  const said = typeof responseCode === "number" ? `answered ${responseCode}` : "cannot be reached"
  const because = typeof code === "string" ? ` (${code})` : ""
  return new NotDelivered({
    reason: `the mail server ${said}${because}`,
    ...(isRefused && isOfLetter && { permanent: true })
  })
}

/** The domain of who writes, for the ids of letters. */
const domainOf = (from: string): string => {
  const [, domain] = /@([^\s@<>]+)>?\s*$/.exec(from) ?? []
  if (domain === undefined)
    throw new TypeError("from: Expected a mail address, as in Tessera <cards@example.org>")
  return domain
}

const make = (options: MailerOptions): Effect.Effect<Sender, never, Scope.Scope> =>
  Effect.gen(function* () {
    const domain = domainOf(options.from)
    const transport = yield* Effect.acquireRelease(
      Effect.sync(() => createTransport(settings(options))),
      (opened) => Effect.sync(() => opened.close())
    )
    return {
      address: ({ email }) => email,
      send: (address, { event, subject, text }) => {
        if (!oneAddress.test(address))
          return Effect.fail(new NotDelivered({ reason: "the mail address is none", permanent: true }))
        const letter = {
          from: options.from,
          to: { name: "", address },
          subject,
          text,
          messageId: `<${event.id}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated" }
        }
        return Effect.tryPromise({ try: () => transport.sendMail(letter), catch: failureOf }).pipe(
          Effect.asVoid
        )
      }
    } satisfies Sender
  })

/**
 * Senders by mail, for the life of the scope. A letter has the event's id in its `Message-ID`, so that one that comes twice is
 * known. `make` dies where `from` is no mail address.
 */
export const Mailer: {
  readonly make: (options: MailerOptions) => Effect.Effect<Sender, never, Scope.Scope>
} = { make }
