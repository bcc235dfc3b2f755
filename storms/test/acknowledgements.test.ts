/** What was told to tills beside the journal: a change of the network, a sign-in or a code is lost or doubled as a sale is. */
import { describe, expect, it } from "vitest"
import { Acknowledgements } from "../src/acknowledgements.ts"
import { Tally } from "../src/Tally.ts"

const name = "till-0/K-0000000"
const answers = [
  ["ChangeOutlet", `{"key":"K-0000000","outcome":"approved","version":1}`],
  ["IdentifyHolder", `{"key":"K-0000000","outcome":"approved","status":"holder identified"}`],
  ["CutOff", `{"key":"K-0000000","outcome":"approved","period":{"status":"cutOff"}}`]
] as const

const settled = (told: string, recorded: ReadonlyArray<string>) => {
  const tally = new Tally("cut-wire")
  const heard = new Acknowledgements(tally, 7, 1)
  heard.hear(`answered 0 0 ${told.slice(0, -1)},"replayed":false}`)
  heard.settle(new Map([[name, recorded]]))
  const { doubled, lost } = tally
  return { lost, doubled, holds: tally.holds }
}

describe("an acknowledged command without a balance", () => {
  it.each(answers)("%s is there once", (_, answer) => {
    expect(settled(answer, [answer])).toEqual({ lost: 0, doubled: 0, holds: true })
  })

  it.each(answers)("%s that is not in the journal, or otherwise, is lost", (_, answer) => {
    expect(settled(answer, [])).toEqual({ lost: 1, doubled: 0, holds: false })
    expect(settled(answer, [answer.replace("approved", "declined")])).toEqual({
      lost: 1,
      doubled: 0,
      holds: false
    })
  })

  it.each(answers)("%s that is in the journal twice is doubled", (_, answer) => {
    expect(settled(answer, [answer, answer])).toEqual({ lost: 0, doubled: 1, holds: false })
  })

  it("is found where its code is told and not stored", () => {
    const stored = `{"key":"K-0000000","outcome":"approved","request":"req_1","balances":[]}`
    const told = stored.replace(`"balances"`, `"authorizationCode":"083538","balances"`)
    expect(settled(told, [stored])).toEqual({ lost: 0, doubled: 0, holds: true })
  })
})
