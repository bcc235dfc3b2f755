/**
 * The demonstration: a morning at one counter, told in the cashier's own words.
 *
 * @module
 */

/** A chapter: what it is about, and what is said to the till. */
export interface Chapter {
  readonly title: string
  readonly lines: ReadonlyArray<string>
}

export const chapters: ReadonlyArray<Chapter> = [
  {
    title: "Two cards are made and loaded by the office. The till hands bytes on, and has no key that could.",
    lines: ["issue ana", "load ana 200 50", "issue ben", "load ben 40"]
  },
  {
    title: "Ana pays: gift value first, then her own money. The receipt says what is left on the card.",
    lines: ["buy ana 60"]
  },
  {
    title:
      "The line to the office is cut for an hour. Cards go on: what they paid is on them, and in the till's journal.",
    lines: ["offline", "buy ben 12.50", "wait 60", "buy ana 7.20", "load ben 20"]
  },
  {
    title: "Ben's card is pulled away too early: nothing was taken, and he taps again.",
    lines: ["buy ben 9.90 sooner", "buy ben 9.90"]
  },
  {
    title:
      "Ana's card is pulled away at the last moment. Nobody knows, and the till says so. The next tap tells.",
    lines: ["buy ana 15 late", "look ana", "buy ana 15 early", "look ana"]
  },
  {
    title: "What is not ours, what is not enough, and a reader without a plug.",
    lines: ["buy foreign 5", "buy ben 30", "unplug", "look ana", "plugin"]
  },
  {
    title: "A card may go so far alone and no further: its own allowances, whatever till it meets.",
    lines: ["buy ana 3", "buy ana 3", "buy ana 3", "buy ana 3"]
  },
  {
    title: "The line is back. The journal goes to the office, and its ledger has what the cards did.",
    lines: ["online", "sync", "sync", "ledger"]
  },
  {
    title:
      "A load gives the allowances back. The printer is without paper: the sale stands, the receipt waits.",
    lines: ["load ana 0", "paper out", "buy ana 3", "paper in", "copy"]
  },
  {
    title: "The drawer opens for somebody, for a reason, and that is written down before.",
    lines: ["drawer change for a note of 50"]
  },
  {
    title:
      "Ben has lost his card, and rings the office. A till that has not fetched the list yet sells on it; one that has refuses it without a line too, and blocks it.",
    lines: ["lost 0002", "offline", "buy ben 1", "online", "sync"].concat([
      "offline",
      "buy ben 1",
      "look ben",
      "online",
      "load ben 20"
    ])
  },
  {
    title: "At the end of the morning the office and the cards agree.",
    lines: ["look ana", "look ben", "ledger"]
  }
]
