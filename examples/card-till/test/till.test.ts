/** The till as a newcomer meets it: its story, its words, and what is left of a sale when the till is killed in it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { readRow } from "@tessera/adapters-hardware/journal"
import { type VirtualCard, VirtualPrinter } from "@tessera/adapters-hardware/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Cards } from "../src/Cards.ts"
import { handNamed, simulatedHand } from "../src/Hand.ts"
import { OfficeLine } from "../src/OfficeLine.ts"
import { openTill } from "../src/openTill.ts"
import { readOrder } from "../src/Order.ts"
import { folderLike, told } from "./shop.ts"

/** What a program said, and how it ended. */
const ended = async (program: string, ...words: ReadonlyArray<string>) => {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, ["--conditions=@tessera/source", path, ...words])
  let [text, errors] = ["", ""]
  child.stdout.on("data", (chunk: Buffer) => void (text += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => void (errors += chunk.toString()))
  const [code, signal] = await once(child, "close")
  return { text, errors, code, signal }
}

const loaded = folderLike()
beforeAll(() => told(loaded.path, ["issue ana", "load ana 100"]))
afterAll(() => loaded[Symbol.dispose]())

describe.concurrent("the till", () => {
  it("tells its story, the same every time, and ends by itself", async ({ expect }) => {
    const { code, errors, text } = await ended("../src/main.ts", "--demo")
    expect({ code, errors }).toEqual({ code: 0, errors: "" })
    await expect(text).toMatchFileSnapshot("golden/demo.txt")
  })

  it.each([
    // The card acted or it did not, and says which at the next tap; the receipt follows it.
    {
      where: "beforeCard",
      says: "was not done. Nothing was taken.",
      left: "100.00",
      sales: 0,
      isCopy: false
    },
    { where: "afterCard", says: "was done.", left: "85.00", sales: 1, isCopy: false },
    // The journal has the sale: its receipt is made from that when the till is back.
    { where: "beforeReceipt", says: "15.00 EUR", left: "85.00", sales: 1, isCopy: false },
    { where: "beforeKnown", says: "15.00 EUR", left: "85.00", sales: 1, isCopy: false },
    { where: "inReceipt", says: "*** COPY ***", left: "85.00", sales: 1, isCopy: true }
  ])("killed in a sale, $where, knows what became of it when it is back", async (row) => {
    const { isCopy, left, sales, says, where } = row
    using folder = folderLike(loaded.path)
    const { errors, signal } = await ended("./killed.ts", folder.path, where)
    expect({ errors, signal }).toEqual({ errors: "", signal: "SIGKILL" })
    const text = await told(folder.path, ["look ana", "sync", "ledger"])
    expect(text).toContain(says)
    expect(text).toContain(`Card **** 0001: main ${left}`)
    expect(text.match(/PURCHASE/g)?.length ?? 0).toBe(sales)
    expect(text.includes("COPY")).toBe(isCopy)
    // And the ledger has heard of it once, or not at all.
    expect(text.match(/Advice/g)?.length ?? 0).toBe(sales)
  })
})

/** A card that ends the office's process when it has made a load last, and before anybody hears of it. */
class Deadly extends Cards {
  office: number | undefined

  override named(name: string): VirtualCard | undefined {
    const card = super.named(name)
    return (
      card && {
        uid: card.uid,
        eeprom: card.eeprom,
        powerOn: () => card.powerOn(),
        transmit: (command) => {
          const answer = card.transmit(command)
          if (command[1] === 0xc7 && this.office !== undefined) process.kill(this.office, "SIGKILL")
          return answer
        }
      }
    )
  }
}

it("an office that is killed in a load finds out from the card's next sale", async () => {
  using folder = folderLike(loaded.path)
  const line = await OfficeLine.open(join(folder.path, "office"))
  const cards = new Deadly(join(folder.path, "cards"))
  cards.office = line.pid
  const said: Array<string> = []
  const till = await openTill({
    folder: join(folder.path, "till"),
    hand: simulatedHand(cards),
    line,
    printer: new VirtualPrinter(),
    hands: { at: undefined },
    operator: "mira",
    language: "en",
    say: (text) => said.push(text)
  })
  await till.perform({ do: "load", card: "ana", main: 2_000n, gift: 0n })
  await till.close()
  await line.close()
  expect(said).toEqual([expect.stringContaining("Whether it was done is not known")])
  const text = await told(folder.path, ["look ana", "ledger", "buy ana 1", "ledger"])
  expect(text).toContain("Card **** 0001: main 120.00")
  expect(text).toContain("main 100.00, gift 0.00 EUR; 1 not settled yet")
  expect(text.match(/.*main 119.00.*/g)?.at(-1)).toBe("  Card **** 0001: main 119.00, gift 0.00 EUR")
})

describe("the till's folder", () => {
  it("has keys that only its owner reads, and none that loads a card", () => {
    for (const file of ["till/till.json", "office/office.json"])
      expect(statSync(join(loaded.path, file)).mode & 0o777).toBe(0o600)
    const kept = JSON.parse(readFileSync(join(loaded.path, "till/till.json"), "utf8"))
    expect(Object.keys(kept).toSorted()).toEqual(["hotlist", "mandate", "office", "purchaseMaster", "seed"])
  })

  it("is read again: nothing is sent or printed twice", async () => {
    using folder = folderLike(loaded.path)
    const first = await told(folder.path, ["buy ana 15", "drawer change for a note"])
    expect(first).toContain("Sent to the office: 2 lines")
    expect(first).toContain("Drawer open, by mira: change for a note")
    const second = await told(folder.path, ["sync", "look ana"])
    expect(second).toContain("The office has everything.")
    expect(second).not.toContain("PURCHASE")
  })
})

it("a card that was reported lost sells and loads nothing, also when office and till were closed in between", async () => {
  using folder = folderLike(loaded.path)
  const first = await told(folder.path, ["lost 9999", "lost 0001", "buy ana 1", "buy ana 1"])
  expect(first).toContain("does not know which card that is")
  expect(first).toContain("Reported lost at the office: card **** 0001")
  // The first sale is before the till fetched the list, which it does after a sale; it is paid.
  expect(first.match(/Paid 1.00/g)?.length).toBe(1)
  expect(first).toContain("The office's list of cards that nobody sells on is another one: 1 card.")
  expect(first).toContain("Refused. The card was reported lost.")
  const second = await told(folder.path, ["buy ana 1", "load ana 10", "ledger"])
  expect(second).toContain("Refused. The card was reported lost.")
  expect(second).toContain("The card was reported lost. Nothing was loaded.")
  expect(second).toContain("Card **** 0001: main 99.00")
})

it.each([
  ["done", "was done.", 1],
  ["notDone", "was not done. Nothing was taken.", 0]
] as const)(
  "what became of a sale whose card went home, the office tells: %s",
  async (became, says, sales) => {
    using folder = folderLike(loaded.path)
    let tmc = 0
    const text = await told(folder.path, ["buy ana 15 late", "sync", "sync"], (answer, question) => {
      if (question.kind !== "receive" || answer.kind !== "received") return answer
      const entry = readRow(question.lines[0]?.text ?? "")?.entry
      if (entry?.kind === "intent") {
        tmc = entry.tmcBefore + 1
        return answer
      }
      return { ...answer, ended: [{ sequence: 1, became, tmc }] }
    })
    expect(text).toContain("NOBODY KNOWS")
    expect(text.split(`The office says: sale 17-1-1-1 ${says}`).length).toBe(2)
    expect(text.match(/PURCHASE/g)?.length ?? 0).toBe(sales)
  }
)

it("a reader that nobody knows is named", async () => {
  await expect(handNamed("magic", new Cards(loaded.path))).rejects.toThrow("Expected simulated or pcsc")
})

describe("what is said to the till", () => {
  it.each([
    ["buy ana 12.50", { do: "buy", card: "ana", amount: 1_250n }],
    ["  buy  ana  3 late ", { do: "buy", card: "ana", amount: 300n, pulled: "late" }],
    ["load ana 200 50", { do: "load", card: "ana", main: 20_000n, gift: 5_000n }],
    ["load ana 0", { do: "load", card: "ana", main: 0n, gift: 0n }],
    ["drawer change for a note", { do: "drawer", reason: "change for a note" }],
    ["picture last.png", { do: "picture", file: "last.png" }],
    ["lost 0002", { do: "lost", digits: "0002" }],
    ["wait 60", { do: "wait", minutes: 60 }]
  ])("%s", (line, order) => {
    expect(readOrder(line)).toEqual(order)
  })

  it.each([
    "buy ana",
    "buy ana 0",
    "buy ana 1.234",
    "buy ana -3",
    "buy ana 3 never",
    "load ana x",
    "wait long",
    "drawer",
    "lost ana",
    "sing",
    ""
  ])("is not understood: %s", (line) => {
    expect(readOrder(line)).toContain('say "help"')
  })
})
