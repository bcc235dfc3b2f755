/**
 * What a person reads of a problem that is not the ledger's, in every language.
 *
 * @module
 */
import type { Language } from "./languages.ts"
import type { FaultCode } from "./Problem.ts"

/** Complete by type: a new problem does not compile until it is said in every language. */
export const faultSentences: Readonly<Record<FaultCode, Readonly<Record<Language, string>>>> = {
  malformed: {
    en: "What was sent cannot be read.",
    zh: "发送的内容无法读取。",
    bg: "Изпратеното не може да бъде прочетено."
  },
  invalid: {
    en: "Something in what was sent is not as expected.",
    zh: "发送的内容不符合要求。",
    bg: "Нещо в изпратеното не е според очакваното."
  },
  idempotency_key_missing: {
    en: "Send an Idempotency-Key with every command: 1–255 characters of A-Z a-z 0-9 . _ : -",
    zh: "每个命令都要带 Idempotency-Key：1–255 个字符，A-Z a-z 0-9 . _ : -",
    bg: "Изпращайте Idempotency-Key с всяка команда: 1–255 знака от A-Z a-z 0-9 . _ : -"
  },
  unauthenticated: {
    en: "Show who calls.",
    zh: "请先证明调用者身份。",
    bg: "Покажете кой се обажда."
  },
  forbidden: {
    en: "The caller is not allowed to do this.",
    zh: "调用者无权执行此操作。",
    bg: "На обаждащия се това не е позволено."
  },
  not_found: {
    en: "There is nothing at this address.",
    zh: "此地址没有内容。",
    bg: "На този адрес няма нищо."
  },
  method_not_allowed: {
    en: "This address does not know the method.",
    zh: "此地址不支持该方法。",
    bg: "Този адрес не познава метода."
  },
  not_acceptable: {
    en: "It cannot be answered in a form that the caller accepts.",
    zh: "无法以调用者接受的格式答复。",
    bg: "Не може да се отговори във форма, която обаждащият се приема."
  },
  too_slow: {
    en: "What was sent did not arrive in time.",
    zh: "请求内容未及时送达。",
    bg: "Изпратеното не пристигна навреме."
  },
  too_large: {
    en: "What was sent is too large.",
    zh: "发送的内容过大。",
    bg: "Изпратеното е твърде голямо."
  },
  head_too_large: { en: "The headers are too long.", zh: "请求头过长。", bg: "Заглавията са твърде дълги." },
  uri_too_long: { en: "The address is too long.", zh: "地址过长。", bg: "Адресът е твърде дълъг." },
  unsupported_media_type: {
    en: "It has to be sent in another form; see Accept.",
    zh: "请以其他格式发送，见 Accept。",
    bg: "Трябва да се изпрати в друга форма, вижте Accept."
  },
  erased: {
    en: "This person was erased, for good.",
    zh: "此人的资料已被永久删除。",
    bg: "Данните на този човек са изтрити завинаги."
  },
  conflict: {
    en: "This cannot be done as things are.",
    zh: "在目前状况下无法完成。",
    bg: "Това не може да стане при сегашното състояние."
  },
  version_mismatch: {
    en: "It was changed meanwhile: read it again.",
    zh: "内容已被更改，请重新读取。",
    bg: "Междувременно беше променено: прочетете го отново."
  },
  version_missing: {
    en: "Say with If-Match which version is to be changed, or with If-None-Match: * that there is none yet.",
    zh: "请用 If-Match 指明要更改的版本；若尚不存在，用 If-None-Match: *。",
    bg: "Посочете с If-Match коя версия се променя, или с If-None-Match: *, че още няма такава."
  },
  rate_limited: {
    en: "Too many calls; wait a moment.",
    zh: "调用过多，请稍候。",
    bg: "Твърде много обаждания, изчакайте малко."
  },
  overloaded: {
    en: "Too much is being done at once; nothing was done, send it again.",
    zh: "系统繁忙，未执行任何操作，请重新发送。",
    bg: "Върши се твърде много наведнъж, нищо не е направено, изпратете пак."
  },
  defect: {
    en: "Something went wrong in the server.",
    zh: "服务器出错。",
    bg: "Нещо в сървъра се обърка."
  },
  unavailable: {
    en: "The ledger cannot be reached at present; nothing was done, send it again.",
    zh: "账本暂时无法访问，未执行任何操作，请重新发送。",
    bg: "Регистърът е недостъпен в момента, нищо не е направено, изпратете пак."
  },
  in_doubt: {
    en: "It is not known whether it was done. Send the same again under the same key: it is done once.",
    zh: "不确定是否已执行。请用同一个键重新发送：只会执行一次。",
    bg: "Не е известно дали е направено. Изпратете същото със същия ключ: прави се веднъж."
  },
  closing: {
    en: "The server is being stopped; send it again.",
    zh: "服务器正在停止，请重新发送。",
    bg: "Сървърът спира, изпратете пак."
  }
}
