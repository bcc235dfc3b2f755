/** The test of a story that `tell` tells: it is told to the end, says what it should, and its books come to zero. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { runner } from "./runner.ts"

interface Story {
  /** What it says, each somewhere. */
  readonly says: ReadonlyArray<string>
  /** A nothing of each asset, as its total is written. */
  readonly totals: ReadonlyArray<string>
}

/** Tests the story in a folder. */
export const testStory = (folder: string, { says, totals }: Story): void => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [runner, "tell", folder], {
    encoding: "utf8"
  })

  it("is told to the end, in lines that fit a screen", () => {
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" })
    const headings: ReadonlyArray<{ title: string }> = JSON.parse(
      readFileSync(join(folder, "chapters.json"), "utf8")
    )
    for (const { title } of headings) expect(stdout.split(title)).toHaveLength(2)
    expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100)
  })

  it.each(says)("says: %s", (sentence) => expect(stdout).toContain(sentence))

  it.each(totals)("ends with books that come to %s", (total) =>
    expect(
      stdout.split("\n").filter((line) => /^ {2}total /.test(line) && line.endsWith(` ${total}`))
    ).not.toEqual([])
  )
}
