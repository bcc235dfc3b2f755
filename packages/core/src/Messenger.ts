/**
 * The messenger: a notifier that tells holders, each in their language, by whatever reaches them.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { codeRequested } from "./command/oneTimeCodeOf.ts"
import type { Configuration } from "./network/Configuration.ts"
import { type Network, networkOf } from "./network/Network.ts"
import { composer, type Notice, ownTexts } from "./notice/compose.ts"
import { accountOfEvent, type Event, type EventKind } from "./notice/Event.ts"
import { textFaults, type Texts, type ToldKind, toldKinds } from "./notice/Texts.ts"
import { type Contact, Contacts } from "./ports/Contacts.ts"
import { KeyVault } from "./ports/KeyVault.ts"
import { NotDelivered, type Notifier } from "./ports/Notifier.ts"

/** A way to reach holders: short messages, mail, a chat. */
export interface Sender {
  /** Where it reaches somebody, such as the telephone number; undefined where it does not. */
  readonly address: (contact: Contact) => string | undefined
  /** Sends one notice. It may be asked twice to send the same: the id of the event tells. */
  readonly send: (address: string, notice: Notice) => Effect.Effect<void, NotDelivered>
}

/** Who sends what to whom. */
export interface MessengerOptions {
  /** The notifier's name. */
  readonly name: string
  readonly sender: Sender
  /** What holders are told of. Absent: everything there is a text for. */
  readonly kinds?: ReadonlyArray<ToldKind>
  /** The language of holders who named none, or one without texts. Absent: `en`. */
  readonly language?: string
  /** A retailer's own texts: they go before those of the library, and may be in other languages. */
  readonly texts?: Texts
}

const assertTexts = (texts: Texts, language: string): void => {
  const [fault] = textFaults(texts)
  if (fault !== undefined) throw new TypeError(`texts.${fault.path.join(".")}: ${fault.message}`)
  const known = Object.keys({ ...ownTexts, ...texts })
  if (!known.includes(language))
    throw new TypeError(`language: Expected one of ${known.join(", ")}; "${language}" has no texts`)
}

/** Composes under a network, and knows how until the network is another one. */
const composingFor = (language: string, texts: Texts) => {
  let lately: { readonly network: Network; readonly compose: ReturnType<typeof composer> } | undefined
  return (network: Network): ReturnType<typeof composer> => {
    if (lately?.network !== network) lately = { network, compose: composer(network, language, texts) }
    return lately.compose
  }
}

const make = (
  configuration: Configuration,
  { kinds = toldKinds, language = "en", name, sender, texts = {} }: MessengerOptions
): Effect.Effect<Notifier, never, Contacts> =>
  Effect.gen(function* () {
    const contacts = yield* Contacts
    const vault = Option.getOrUndefined(yield* Effect.serviceOption(KeyVault))
    assertTexts(texts, language)
    const configured = networkOf(configuration)
    const composing = composingFor(language, texts)
    const codeIn = (event: Event): string | undefined =>
      event.kind === "oneTimeCodeRequested" && event.digits !== undefined && vault !== undefined
        ? codeRequested({ mac: vault.mac, network: configured }, event.operation, event.digits)
        : undefined
    const tell = (event: Event, network: Network, contact: Contact): Effect.Effect<void, NotDelivered> => {
      const address = sender.address(contact)
      const notice =
        address === undefined ? undefined : composing(network)(event, { ...contact, code: codeIn(event) })
      return address === undefined || notice === undefined ? Effect.void : sender.send(address, notice)
    }
    const wanted: ReadonlyArray<EventKind> = kinds
    return {
      name,
      kinds: wanted,
      deliver: (event, network = configured) => {
        const account = accountOfEvent(event)
        if (account === undefined) return Effect.void
        return contacts.find(account).pipe(
          Effect.mapError(() => new NotDelivered({ reason: "the records of holders could not be asked" })),
          Effect.flatMap(
            Option.match({ onNone: () => Effect.void, onSome: (contact) => tell(event, network, contact) })
          )
        )
      }
    }
  })
/**
 * Notifiers that tell holders: each asks the contacts whose event it is, composes the text, and hands it to the sender. Whoever is
 * not known, or cannot be reached by this sender, is not told. Names, assets and terms are those of the ledger when it is told;
 * the configuration says which tenant's it is, and counts where a notifier is handed an event alone. One-time codes are sent where the ledger's `KeyVault` is provided. `make` dies with the path of the first text that cannot be used.
 */
export const Messenger: {
  readonly make: (
    configuration: Configuration,
    options: MessengerOptions
  ) => Effect.Effect<Notifier, never, Contacts>
} = { make }
