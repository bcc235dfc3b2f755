/** The messenger: holders are told in their language by what reaches them, and nobody is told who is not known. */
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { describe, expect, it } from "@effect/vitest"
import { ConsoleNotifier, ConsoleSender } from "../src/ConsoleNotifier.ts"
import { Messenger, type MessengerOptions, type Sender } from "../src/Messenger.ts"
import { readConfiguration } from "../src/network/Configuration.ts"
import { networkOf } from "../src/network/Network.ts"
import { eventsOf } from "../src/notice/eventsOf.ts"
import { type Contact, Contacts, ContactsUnavailable } from "../src/ports/Contacts.ts"
import { NotDelivered } from "../src/ports/Notifier.ts"
import { readCommand } from "../src/command/Command.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { Notices } from "../src/Notices.ts"
import { Store } from "../src/ports/Store.ts"
import { StoredValue } from "../src/StoredValue.ts"
import { servicesFor } from "../src/testing/secrets.ts"
import { firstInstant } from "../src/testing/Till.ts"
import type { ClientId } from "../src/values/Ids.ts"
import { counter } from "./tables/counter.ts"
import { commandOf } from "./tables/notation.ts"
import { member, shop } from "./tables/shop.ts"

const configuration = Result.getOrThrow(readConfiguration(shop()))

const withPoints = {
  ...member,
  version: 2,
  points: {
    asset: { code: "PTS", exponent: 1 },
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 1 }]
  }
}

/** The last event of a story. */
const eventOf = (story: string) => {
  const till = counter()
  till.tell(story)
  const event = till.recorded.flatMap((one) => eventsOf(networkOf(configuration), one)).at(-1)
  if (event === undefined) throw new Error("nothing happened")
  return event
}
const sale = eventOf("Load 900; Redeem 200")

/** What is sent to whoever the contacts know. */
const sent = Effect.fnUntraced(function* (
  find: Contacts["Service"]["find"],
  event = sale,
  options: Partial<MessengerOptions> = {}
) {
  const messages: Array<string> = []
  const sender: Sender = {
    address: ({ phone }) => phone,
    send: (address, { language, text }) =>
      Effect.sync(() => void messages.push(`${address} ${language} ${text}`))
  }
  const notifier = yield* Effect.provideService(
    Messenger.make(configuration, { name: "sms", sender, ...options }),
    Contacts,
    Contacts.of({ find })
  )
  yield* notifier.deliver(event)
  return messages
})
const known = (contact: Contact) => () => Effect.succeed(Option.some(contact))
const english = "2.00 CNY paid with **NA at A1. Balance 7.00 CNY."

describe("the messenger", () => {
  it.effect("tells the holder of the account, in the holder's language", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const find = (account: string) => {
        asked.push(account)
        return Effect.succeed(Option.some({ phone: "+359888123456", language: "bg" }))
      }
      expect(yield* sent(find)).toEqual([
        "+359888123456 bg Платихте 2,00 CNY с карта **NA в A1. Наличност 7,00 CNY."
      ])
      expect(asked).toEqual(["acc_000001"])
    })
  )

  it.effect("tells in its own language whoever named none", () =>
    Effect.gen(function* () {
      expect(yield* sent(known({ phone: "+44" }))).toEqual([`+44 en ${english}`])
      expect(yield* sent(known({ phone: "+86" }), sale, { language: "zh" })).toEqual([
        "+86 zh 您的卡**NA在A1消费2.00 CNY。余额7.00 CNY。"
      ])
    })
  )

  it.effect("tells nobody who is not known, cannot be reached, or whose event it is not", () =>
    Effect.gen(function* () {
      expect(yield* sent(() => Effect.succeed(Option.none()))).toEqual([])
      expect(yield* sent(known({ email: "ann@example.org" }))).toEqual([])
      expect(yield* sent(known({ phone: "+44" }), eventOf("GrantQuota 500 ofOutlet=A1"))).toEqual([])
    })
  )

  it.effect("tries again where the records of holders could not be asked", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(
        sent(() => Effect.fail(new ContactsUnavailable({ cause: "ann@example.org" })))
      )
      expect(failure).toEqual(new NotDelivered({ reason: "the records of holders could not be asked" }))
    })
  )

  it.effect("refuses texts that cannot be used, and a language that has none", () =>
    Effect.gen(function* () {
      const of = (options: Partial<MessengerOptions>) =>
        Effect.map(Effect.exit(sent(known({}), sale, options)), (exit) => String(exit))
      expect(yield* of({ texts: { en: { cardBlocked: ["{crd}"] } } })).toContain(
        "texts.en.cardBlocked.0: Expected only {name}, {card}"
      )
      expect(yield* of({ language: "fr" })).toContain(
        'language: Expected one of bg, en, zh; "fr" has no texts'
      )
      expect(yield* of({ language: "fr", texts: { fr: {} } })).toContain("Success")
    })
  )
})

describe("a network that changes", () => {
  const service = StoredValue.layer(configuration)
  const address = () => "+44"
  const harbour = 'ChangeOutlet to={"id":"A1","owner":"hq","name":"Harbour"} version=1'
  const bay = 'ChangeOutlet to={"id":"A1","owner":"hq","name":"Bay"} version=2'
  const paid = (where: string, left: string) => `2.00 CNY paid with **NA at ${where}. Balance ${left}.00 CNY.`

  /** What is sent of a story that another process does; `|` is where the notifier tells what there is until then. */
  const toldOf = (story: string, between?: string) =>
    Effect.gen(function* () {
      const { submit } = yield* StoredValue
      let keys = 0
      const perform = (texts: string) =>
        Effect.forEach(texts.split(";"), (text) => {
          const read = readCommand(commandOf(text.trim(), `k${(keys += 1)}`))
          return submit("till" as ClientId, Result.getOrThrow(read), firstInstant + keys)
        })
      const real = yield* Store
      let interfering = between
      const store = Store.of({
        ...real,
        journal: (query) =>
          Effect.suspend(() => {
            const [now, rest] = [interfering, undefined]
            interfering = rest
            const first = now === undefined ? Effect.void : Effect.orDie(perform(now))
            return Effect.andThen(first, real.journal(query))
          })
      })
      const messages: Array<string> = []
      const sender: Sender = {
        address,
        send: (_, { text }) => Effect.sync(() => void messages.push(text))
      }
      const notifier = yield* Messenger.make(configuration, { name: "sms", sender, kinds: ["valueRedeemed"] })
      const options = { notifiers: [notifier], from: "beginning" as const, inBackground: false }
      const notices = Notices.layer(configuration, options).pipe(Layer.provide(Layer.succeed(Store, store)))
      const { tellAll } = Context.get(yield* Layer.build(notices), Notices)
      yield* perform("Issue card=ANNA")
      for (const part of story.split("|")) {
        yield* perform(part)
        yield* tellAll()
      }
      return messages
    }).pipe(
      Effect.provideService(Contacts, Contacts.of({ find: known({ phone: "+44" }) })),
      Effect.provide(Layer.provideMerge(service, Layer.merge(MemoryStore.layer, servicesFor(1)))),
      Effect.scoped
    )

  it.effect.each([
    [
      "holders are told the names that are true when they are told",
      `Load 900; Redeem 200 | ${harbour}; Redeem 200 | ${bay} | Redeem 200`,
      [paid("A1", "7"), paid("Harbour", "5"), paid("Bay", "3")]
    ],
    [
      "points of a program that had none at the start are told in their own asset",
      `Load 900; ChangeProgram to=${JSON.stringify(withPoints)} version=1; Redeem 200`,
      [`${paid("A1", "7")} 20.0 PTS earned, 20.0 PTS in all.`]
    ]
  ] as const)("%s", ([, story, expected]) =>
    Effect.gen(function* () {
      expect(yield* toldOf(story)).toEqual(expected)
    })
  )

  it.effect("also when it changes while the journal is being read", () =>
    Effect.gen(function* () {
      expect(yield* toldOf("Load 900", `${harbour}; Redeem 200`)).toEqual([paid("Harbour", "7")])
    })
  )

  it.effect("an event that comes alone is told as it was configured", () =>
    Effect.gen(function* () {
      expect(yield* sent(known({ phone: "+44" }))).toEqual([`+44 en ${english}`])
    })
  )
})

describe("the console", () => {
  it.effect("shows events as JSON, and notices with the end of an address", () =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const console = { ...globalThis.console, log: (line: unknown) => void lines.push(line) }
      const find = known({ phone: "+359888123456" })
      yield* Effect.all([
        ConsoleNotifier.make().deliver(sale),
        sent(find, sale, { sender: ConsoleSender })
      ]).pipe(Effect.provideService(Console.Console, console))
      expect(JSON.parse(String(lines[0]))).toMatchObject({ kind: "valueRedeemed", amount: 200, card: "**NA" })
      expect(lines[1]).toBe(`…3456: ${english}`)
    })
  )
})
