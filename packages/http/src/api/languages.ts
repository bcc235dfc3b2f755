/**
 * Languages: which of those that the ledger speaks a caller reads best.
 *
 * @module
 */

/** In the order in which they are taken where a caller likes several alike. */
export const languages = ["en", "zh", "bg"] as const
export type Language = (typeof languages)[number]

const range = /^\s*([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i

/** The language that `Accept-Language` prefers; English where it says nothing, or nothing that is spoken here. */
export const languageOf = (accepted: string | undefined): Language => {
  if (accepted === undefined) return "en"
  let [best, most]: [Language, number] = ["en", 0]
  for (const part of accepted.slice(0, 500).split(",")) {
    const [, name = "", quality = "1"] = range.exec(part) ?? []
    const language = languages.find((one) => one === name.toLowerCase())
    if (language !== undefined && Number(quality) > most) [best, most] = [language, Number(quality)]
  }
  return best
}
