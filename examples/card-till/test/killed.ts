/** A till that dies in the middle of a sale, where its second word says, by a signal that nothing can catch. */
import { join } from "node:path"
import { type VirtualCard, VirtualPrinter } from "@tessera/adapters-hardware/simulator"
import * as Effect from "effect/Effect"
import { Cards } from "../src/Cards.ts"
import { simulatedHand } from "../src/Hand.ts"
import { noLine } from "../src/OfficeLine.ts"
import { openTill } from "../src/openTill.ts"

const [folder = "", where = ""] = process.argv.slice(2)
const die = (): never => {
  process.kill(process.pid, "SIGKILL")
  throw new Error("still alive")
}

/** The command that makes a sale last. */
const commits = 0xc7

/** Before or after the card acts on the last command, as a power cut finds it. */
class Deadly extends Cards {
  override named(name: string): VirtualCard | undefined {
    const card = super.named(name)
    return (
      card && {
        uid: card.uid,
        eeprom: card.eeprom,
        powerOn: () => card.powerOn(),
        transmit: (command) => {
          if (command[1] === commits && where === "beforeCard") die()
          const answer = card.transmit(command)
          if (command[1] === commits && where === "afterCard") die()
          return answer
        }
      }
    )
  }
}

/** When the sale is in the journal and nothing is on paper yet; or nothing but that its end was not known. */
const say = (text: string): void => {
  if (where === "beforeReceipt" && text.startsWith("Paid")) die()
  if (where === "beforeKnown" && text.startsWith("The card says")) die()
}

/** While the paper comes out. */
class DeadlyPrinter extends VirtualPrinter {
  override receive(sent: Uint8Array): Uint8Array {
    if (where === "inReceipt" && sent.length > 20) die()
    return super.receive(sent)
  }
}

const till = await openTill({
  folder: join(folder, "till"),
  hand: simulatedHand(new Deadly(join(folder, "cards"))),
  line: { isUp: false, ask: () => Effect.succeed(noLine) },
  printer: new DeadlyPrinter(),
  hands: { at: undefined },
  operator: "mira",
  language: "en",
  say
})
const pulled = where === "beforeKnown" ? { pulled: "late" as const } : {}
await till.perform({ do: "buy", card: "ana", amount: 1_500n, ...pulled })
await till.perform({ do: "look", card: "ana" })
