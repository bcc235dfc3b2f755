/**
 * The three tracks of a magnetic stripe (ISO/IEC 7811, 7813): whatever a reader sends, with or without sentinels, becomes
 * fields or a reason, and what belongs to a bank is dropped unread.
 *
 * @module
 */
import * as Result from "effect/Result"

export type TrackNumber = 1 | 2 | 3

/** Why a swipe is of no use. No text of the card is in it. */
export type SwipeFault =
  /** The head could not read it, or there is nothing on it. */
  | {
      readonly _tag: "BadSwipe"
      readonly track?: TrackNumber
      readonly why: "empty" | "unreadable" | "layout" | "tooLong"
    }
  /** Not one of the operator's own number ranges: nothing of it is kept. */
  | { readonly _tag: "ForeignCard" }

/** What a track says, as far as it was read. */
export interface Track {
  readonly track: TrackNumber
  /** 1 to 19 digits. */
  readonly number: string
  /** Of track 1: 2 to 26 characters. */
  readonly name?: string
  /** Year and month, YYMM. */
  readonly expiry?: string
  readonly serviceCode?: string
  /** What the issuer put there, such as hidden digits. */
  readonly discretionary: string
}

/** Most characters of each track, without sentinels. */
const longest: Readonly<Record<TrackNumber, number>> = { 1: 76, 2: 37, 3: 104 }

const characters: Readonly<Record<TrackNumber, RegExp>> = {
  1: /^[ !"#$&'()*+,\-./0-9:;<=>@A-Z[\]\\^_]*$/,
  2: /^[0-9:;<=>]*$/,
  3: /^[0-9:;<=>]*$/
}

const layouts: Readonly<Record<TrackNumber, RegExp>> = {
  1: /^(?:[A-Z])(?<number>\d{1,19})\^(?<name>[^^]{2,26})\^(?<expiry>\d{4}|\^)?(?<service>\d{3}|\^)?(?<rest>[^^]*)$/,
  2: /^(?<number>\d{1,19})=(?<expiry>\d{4}|=)?(?<service>\d{3}|=)?(?<rest>\d*)$/,
  3: /^\d{2}(?<number>\d{1,19})=(?<rest>[\d=]*)$/
}

/** A track of bare digits, as simple cards have them. */
const bare = /^(?<number>\d{1,19})$/

const bad = (why: "empty" | "unreadable" | "layout" | "tooLong", track?: TrackNumber): SwipeFault => ({
  _tag: "BadSwipe",
  why,
  ...(track !== undefined && { track })
})

const present = <K extends string>(name: K, value: string | undefined) =>
  (value === undefined || value === "^" || value === "=" ? {} : { [name]: value }) as {
    readonly [name in K]?: string
  }

/** One track. Sentinels may be missing at either end; what comes after the end is the check character, and is ignored. */
export const readTrack = (track: TrackNumber, sent: string): Result.Result<Track, SwipeFault> => {
  const start = track === 1 ? "%" : ";"
  const from = sent.startsWith(start) ? 1 : 0
  const end = sent.indexOf("?")
  const content = sent.slice(from, end < 0 ? undefined : end)
  if (content === "") return Result.fail(bad("empty", track))
  if (content === "E" || content.startsWith("E?")) return Result.fail(bad("unreadable", track))
  if (content.length > longest[track]) return Result.fail(bad("tooLong", track))
  if (!characters[track].test(content)) return Result.fail(bad("unreadable", track))
  const found = (layouts[track].exec(content) ?? bare.exec(content))?.groups
  const number = found?.["number"]
  if (found === undefined || number === undefined) return Result.fail(bad("layout", track))
  return Result.succeed({
    track,
    number,
    ...present("name", found["name"]?.trim()),
    ...present("expiry", found["expiry"]),
    ...present("serviceCode", found["service"]),
    discretionary: found["rest"] ?? ""
  })
}

/**
 * What a keyboard reader types: tracks one after the other, each from its sentinel to `?`. Text without any sentinel is one
 * track 2.
 */
export const splitTracks = (typed: string): ReadonlyArray<readonly [TrackNumber, string]> => {
  const text = typed.replaceAll(/[\r\n]/g, "")
  const found = [...text.matchAll(/%[^?]*\??|[;+][^?]*\??/g)]
  if (found.length === 0) return text === "" ? [] : [[2, text]]
  let numeric: 2 | 3 = 2
  return found.map(([part]) => {
    if (part.startsWith("%")) return [1, part]
    const track = part.startsWith("+") ? 3 : numeric
    numeric = 3
    return [track, part.replace(/^\+/, ";")]
  })
}

export interface SwipeRules {
  /** The operator's own number ranges, as beginnings of the number. An empty list takes nothing. */
  readonly prefixes: ReadonlyArray<string>
  /** In this order the tracks are looked at. Absent: 2, 1, 3. */
  readonly order?: ReadonlyArray<TrackNumber>
}

/** The first track that can be read. What is in none of the operator's ranges is dropped, whichever track it is on. */
export const readSwipe = (
  tracks: ReadonlyArray<readonly [TrackNumber, string]>,
  { order = [2, 1, 3], prefixes }: SwipeRules
): Result.Result<Track, SwipeFault> => {
  const read = order.flatMap((track) =>
    tracks.filter(([number]) => number === track).map(([number, text]) => readTrack(number, text))
  )
  const well = read.flatMap((one) => (Result.isSuccess(one) ? [one.success] : []))
  const isOwn = ({ number }: Track): boolean => prefixes.some((prefix) => number.startsWith(prefix))
  if (well.some((track) => !isOwn(track))) return Result.fail({ _tag: "ForeignCard" })
  const [first] = well
  if (first !== undefined) return Result.succeed(first)
  const failed = read.find(Result.isFailure)
  return failed ?? Result.fail(bad("empty"))
}

/**
 * One report of a swipe reader of the SureSwipe family: 337 bytes, status and length of each track, then the tracks
 * (MagTek, public manual 99875191).
 */
export const readSwipeReport = (
  report: Uint8Array
): Result.Result<ReadonlyArray<readonly [TrackNumber, string]>, SwipeFault> => {
  if (report.length !== 337) return Result.fail(bad("layout"))
  const tracks: Array<readonly [TrackNumber, string]> = []
  for (const track of [1, 2, 3] as const) {
    const isFailed = ((report[track - 1] ?? 0) & 1) === 1
    const length = report[track + 2] ?? 0
    if (length > 110) return Result.fail(bad("layout", track))
    if (isFailed || length === 0) continue
    const at = 7 + (track - 1) * 110
    tracks.push([track, String.fromCharCode(...report.slice(at, at + length))])
  }
  return tracks.length > 0 ? Result.succeed(tracks) : Result.fail(bad("unreadable"))
}
