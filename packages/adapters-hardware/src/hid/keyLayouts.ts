/**
 * Which key of a keyboard of the United States it was. Readers press the keys of such a one, whatever stands on them where they are
 * plugged in.
 *
 * @module
 */

/** The keys in their rows from the left, without Shift and with it. Where a key is dead, what it types with a space. */
const typed = {
  us: ["`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./", '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'],
  de: ["^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-", "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_"],
  fr: ["²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!", "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"],
  bg: ["(1234567890-.,уеишщксдзц;„ьяаожгтнвмчюйъэфхпрлб", ')!?+"%=:/–№$€ыУЕИШЩКСДЗЦ§“ѝЯАОЖГТНВМЧЮЙЪЭФХПРЛБ'],
  "bg-phonetic": [
    "ч1234567890-=явертъуиопшщюасдфгхйкл;'зьцжбнм,./",
    'Ч!@№$%€§*()–+ЯВЕРТЪУИОПШЩЮАСДФГХЙКЛ:"ЗѝЦЖБНМ„“?'
  ]
} as const

/** How a till's keyboard is set. `bg`: the Bulgarian state standard. Chinese keyboards are `us`. */
export type KeyLayout = keyof typeof typed

const [plainKeys, shiftedKeys] = typed.us
const pressed = plainKeys + shiftedKeys

/** What a reader pressed, of what was typed on a keyboard that is set so. Space, Enter and keys without a character stay. */
export const pressedOn = (layout: KeyLayout): ((key: string) => string) => {
  const keys = new Map(Array.from(typed[layout].join(""), (key, at) => [key, pressed[at] ?? key]))
  return (key) => keys.get(key) ?? key
}

const rows: ReadonlyArray<readonly [first: number, keys: string]> = [
  [2, "1234567890-="],
  [16, "qwertyuiop[]"],
  [30, "asdfghjkl;'`"],
  [43, "\\zxcvbnm,./"]
]
const shifted = (key: string): string => shiftedKeys[plainKeys.indexOf(key)] ?? key

const plain = new Map<number, string>([
  ...rows.flatMap(([first, keys]) => Array.from(keys, (key, at) => [first + at, key] as const)),
  ...Array.from("789-456+1230.", (key, at) => [71 + at, key] as const),
  [28, "Enter"],
  [96, "Enter"],
  [57, " "],
  [14, "Backspace"],
  [1, "Escape"]
])
/** Keys that stand for themselves, whatever is held down. */
const alone = (code: number, key: string): boolean => key.length > 1 || key === " " || code >= 71

/** Linux's number of a key (linux/input-event-codes.h). Nothing for a key that is no character, as Shift and Caps Lock. */
export const keyOfCode = (code: number, isShifted: boolean): string | undefined => {
  const key = plain.get(code)
  return key === undefined || !isShifted || alone(code, key) ? key : shifted(key)
}
