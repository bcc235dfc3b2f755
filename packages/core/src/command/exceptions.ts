/**
 * Exceptions: what somebody should look at in a sale that was reported after it had happened, in the office's words.
 *
 * @module
 */

/** `…AtTime`: when the sale counts; `…Since`: only afterwards, as far as the card's present state says. */
const sentences = {
  account_closed: {
    en: "The account is closed: nothing was taken from it.",
    zh: "账户已销户，未从中扣款。",
    bg: "Сметката е закрита и нищо не е взето от нея."
  },
  account_frozen: {
    en: "The account is frozen.",
    zh: "账户已冻结。",
    bg: "Сметката е замразена."
  },
  account_quarantined: {
    en: "The account is in quarantine: nothing was taken from it.",
    zh: "账户已隔离，未从中扣款。",
    bg: "Сметката е под карантина и нищо не е взето от нея."
  },
  card_blocked_at_time: {
    en: "The card was blocked when it was used.",
    zh: "用卡时卡已锁定。",
    bg: "Картата е била блокирана, когато е използвана."
  },
  card_blocked_since: {
    en: "The card was blocked after it was used.",
    zh: "用卡之后卡被锁定。",
    bg: "Картата е блокирана, след като е използвана."
  },
  card_expired_at_time: {
    en: "The card had expired when it was used.",
    zh: "用卡时卡已过期。",
    bg: "Картата е била изтекла, когато е използвана."
  },
  card_hotlisted_at_time: {
    en: "The card had been reported lost, or replaced, when it was used.",
    zh: "用卡时卡已挂失或已更换。",
    bg: "Картата е била обявена за изгубена или заменена, когато е използвана."
  },
  card_hotlisted_since: {
    en: "The card was reported lost, or replaced, after it was used.",
    zh: "用卡之后卡被挂失或更换。",
    bg: "Картата е обявена за изгубена или заменена, след като е използвана."
  },
  card_not_active_at_time: {
    en: "The card was not active when it was used.",
    zh: "用卡时卡未激活。",
    bg: "Картата не е била активна, когато е използвана."
  },
  card_not_active_since: {
    en: "The card was switched off after it was used.",
    zh: "用卡之后卡被停用。",
    bg: "Картата е изключена, след като е използвана."
  },
  outside_rules: {
    en: "There was value that the rules do not let pay for this.",
    zh: "卡内有金额，但按规则不能用于此消费。",
    bg: "Имало е стойност, с която по правилата не се плаща това."
  },
  over_limit: {
    en: "More was spent than a limit allows.",
    zh: "消费超过限额。",
    bg: "Похарчено е повече, отколкото позволява лимит."
  },
  overdrawn_offline: {
    en: "There was less value than was spent; the holder owes the rest.",
    zh: "卡内金额不足，差额由持卡人补付。",
    bg: "Имало е по-малко стойност, отколкото е похарчено; притежателят дължи остатъка."
  }
} as const satisfies Readonly<Record<string, Readonly<Record<"en" | "zh" | "bg", string>>>>

/** What is to be looked at, by its code. */
export type AdviceException = keyof typeof sentences

const isKnown = (code: string): code is AdviceException => Object.hasOwn(sentences, code)

/** An exception in a sentence for the office. A language that is not there is English; a code of a newer release is itself. */
export const exceptionSentence = (code: string, language = "en"): string => {
  if (!isKnown(code)) return code
  const tag = language.split(/[-_]/)[0]
  return sentences[code][tag === "zh" || tag === "bg" ? tag : "en"]
}
