/** Stripes as readers send them: whole, cut, in the wrong order, of a bank, and of no card at all. */
import fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import {
  readSwipe,
  readSwipeReport,
  readTrack,
  splitTracks,
  type TrackNumber
} from "../../src/identify/magstripe.ts"

const rules = { prefixes: ["9860", "4000"] }

const said = (typed: string): string => {
  const read = readSwipe(splitTracks(typed), rules)
  if (Result.isSuccess(read))
    return [
      read.success.track,
      read.success.number,
      read.success.expiry ?? "-",
      read.success.discretionary
    ].join(" ")
  return read.failure._tag === "ForeignCard" ? "foreign" : `bad ${read.failure.why}`
}

describe("a swipe", () => {
  it.each([
    // what was typed                                                    track number expiry rest
    [";9860123456789012=29121011234567890?", "2 9860123456789012 2912 1234567890"],
    [
      "%B9860123456789012^DOE/AMY               ^29121011234?;9860123456789012=29121011234?",
      "2 9860123456789012 2912 1234"
    ],
    ["%B9860123456789012^DOE/AMY^2912101?", "1 9860123456789012 2912 "],
    ["9860123456789012=2912101", "2 9860123456789012 2912 "],
    [";9860123456789012", "2 9860123456789012 - "],
    ["9860123456789012", "2 9860123456789012 - "],
    [";9860123456789012=?", "2 9860123456789012 - "],
    [";9860123456789012=2912101?7", "2 9860123456789012 2912 "],
    [";4000123===4567?\r\n", "2 4000123 - 4567"],
    ["%E?;E?", "bad unreadable"],
    ["%?;?", "bad empty"],
    ["", "bad empty"],
    [";9860 1234?", "bad unreadable"],
    [";98601234=2912101=1?", "bad layout"],
    [";986012345678901234567890=2912101?", "bad layout"],
    [`;9860${"1".repeat(40)}?`, "bad tooLong"],
    [";5413330089010483=29121011234?", "foreign"],
    ["%B5413330089010483^DOE^2912101?;9860123456789012=2912101?", "foreign"],
    ["%B9860123456789012^DOE/AMY^2912101?;E?", "1 9860123456789012 2912 "],
    [
      "%B9860123456789012^DOE/AMY^2912101?;9860123456789012=2912101?+019860123456789012=12?",
      "2 9860123456789012 2912 "
    ]
  ])("%j is %s", (typed, is) => {
    expect(said(typed)).toBe(is)
  })

  it("of track 3 is read where it is the only one", () => {
    expect(Result.getOrThrow(readTrack(3, ";019860123456789012=12=34?"))).toMatchObject({
      number: "9860123456789012",
      discretionary: "12=34"
    })
  })

  it("never throws, and never lets out more than it read, whatever comes", () => {
    const noise = fc.string({ unit: fc.constantFrom(..."%;+?=^B0123456789E AZ/\r\n\u0000é".split("")) })
    fc.assert(
      fc.property(noise, (typed) => {
        const read = readSwipe(splitTracks(typed), rules)
        if (Result.isSuccess(read)) expect(typed.replaceAll(/[\r\n]/g, "")).toContain(read.success.number)
        else expect(JSON.stringify(read.failure)).not.toMatch(/\d{4}/)
      })
    )
  })

  it("with any number, name and expiry reads back, with sentinels and without", () => {
    const digits = (from: number, to: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789".split("")), minLength: from, maxLength: to })
    const name = fc
      .string({ unit: fc.constantFrom(..."ABCXYZ/ ".split("")), minLength: 2, maxLength: 26 })
      .filter((text) => text.trim().length > 0)
    fc.assert(
      fc.property(
        digits(1, 15),
        name,
        digits(4, 4),
        digits(3, 3),
        digits(0, 8),
        fc.boolean(),
        (rest, name, expiry, service, more, isBare) => {
          const number = `9860${rest}`
          const wrapped = (start: string, text: string) => (isBare ? text : `${start}${text}?`)
          expect(
            Result.getOrThrow(readTrack(1, wrapped("%", `B${number}^${name}^${expiry}${service}${more}`)))
          ).toEqual({
            track: 1,
            number,
            name: name.trim(),
            expiry,
            serviceCode: service,
            discretionary: more
          })
          fc.pre(number.length + more.length <= 29)
          expect(
            Result.getOrThrow(readTrack(2, wrapped(";", `${number}=${expiry}${service}${more}`)))
          ).toMatchObject({ number, expiry, serviceCode: service, discretionary: more })
        }
      )
    )
  })
})

const reportOf = (
  tracks: Partial<Readonly<Record<TrackNumber, string>>>,
  failed: ReadonlyArray<TrackNumber> = []
): Uint8Array => {
  const report = new Uint8Array(337)
  for (const track of [1, 2, 3] as const) {
    const text = tracks[track] ?? ""
    report[track - 1] = failed.includes(track) ? 1 : 0
    report[track + 2] = text.length
    report.set(new TextEncoder().encode(text), 7 + (track - 1) * 110)
  }
  return report
}

describe("a report of a swipe reader", () => {
  it("has up to three tracks", () => {
    const tracks = Result.getOrThrow(
      readSwipeReport(reportOf({ 1: "%B98601^A/B^2912101?", 2: ";98601=2912101?" }))
    )
    expect(tracks).toEqual([
      [1, "%B98601^A/B^2912101?"],
      [2, ";98601=2912101?"]
    ])
    expect(Result.getOrThrow(readSwipe(tracks, rules)).number).toBe("98601")
  })

  it("has none of a track that the head could not read, whatever it sends of it", () => {
    const tracks = { 1: "%B98601^A/B^2912101?", 2: ";98601=2912101?" }
    expect(Result.getOrThrow(readSwipeReport(reportOf(tracks, [2])))).toEqual([[1, tracks[1]]])
    const none = Result.getOrThrow(Result.flip(readSwipeReport(reportOf(tracks, [1, 2]))))
    expect(none).toEqual({ _tag: "BadSwipe", why: "unreadable" })
  })

  it.each([
    ["nothing decoded", reportOf({}, [1, 2, 3]), "unreadable"],
    ["a length that cannot be", reportOf({ 1: "x".repeat(111) }), "layout"],
    ["another device's report", new Uint8Array(64), "layout"]
  ])("with %s is a bad swipe", (_, report, why) => {
    expect(Result.getOrThrow(Result.flip(readSwipeReport(report)))).toMatchObject({ _tag: "BadSwipe", why })
  })

  it("of any bytes never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 330, maxLength: 340 }), (report) => void readSwipeReport(report))
    )
  })
})
