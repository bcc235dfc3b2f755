/** Which blocks of a README are programs, and what each of them promises. */
import { expect, it } from "vitest"
import { programsOf } from "../readme.ts"

const block = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`

it("runs the first ts block, even without a promise", () => {
  expect(programsOf(block("ts", "start()"))).toMatchObject([{ code: "start()\n", line: 2, promised: [] }])
})

it("runs a later ts block only if it promises an output", () => {
  const found = programsOf(
    block("ts", "a()") + block("ts", "b()") + block("ts", "print(1) // => 1\nprint(2) // => 2")
  )
  expect(found.map(({ promised }) => promised)).toEqual([[], ["1", "2"]])
})

it("runs no shell", () => {
  expect(programsOf(block("sh", "npm start // => x") + block("", "text // => x"))).toEqual([])
})
