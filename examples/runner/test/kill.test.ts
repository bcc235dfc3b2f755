import { expect, it } from "vitest"
import { manyOperations } from "./manyOperations.ts"
import { folder, lastOf, programsFile, runToEnd, start, withoutEnvelope } from "./runner.ts"

/** In the long run both lanes together are more than a hundred kills; more at a time would only wait for each other. */
const kills = process.env["TESSERA_ALL"] === undefined ? 20 : 52

it.concurrent.each([1, 2])(
  "a runner killed anywhere answers as before, does nothing twice and ends with the books of a quiet run, seed %i",
  async (seed) => {
    using files = folder()
    const text = manyOperations(3000, seed)
    const count = text.split("\n").length - 1
    const operations = files.file("operations.ndjson", text)
    const words = (database: string) => [
      "run",
      operations,
      "--config",
      programsFile,
      "--json",
      "--db",
      files.file(database)
    ]
    const quiet = runToEnd(...words("quiet.db"))

    const answered: Array<string> = []
    const remember = (lines: ReadonlyArray<string>) => {
      outcomesIn(lines).forEach((line, n) => {
        const outcome = withoutEnvelope(line)
        if (n < answered.length) expect(outcome).toBe(answered[n])
        else answered.push(outcome)
      })
    }
    for (let n = 0; n < kills; n++) {
      const [isEarly, lucky] = [Math.random() < 0.25, Math.random()]
      // The next commit is under way when everything that was known before has been answered again.
      const runner = start(words("killed.db"), ({ count, kill }) => {
        if (!isEarly && count() >= answered.length) setTimeout(() => kill("SIGKILL"), lucky * 60)
      })
      if (isEarly) setTimeout(() => runner.kill("SIGKILL"), lucky * 300)
      remember((await runner.ended).lines)
    }

    const last = await runToEnd(...words("killed.db"))
    expect(last.code).toBe(0)
    remember(last.lines)
    expect(answered).toHaveLength(count)

    const summary = (lines: ReadonlyArray<string>) => ({ ...Object(lastOf(lines)).summary, replayed: 0 })
    const undisturbed = await quiet
    expect(summary(last.lines)).toStrictEqual(summary(undisturbed.lines))
    expect(summary(last.lines)).toMatchObject({ operations: count, trialBalance: { EUR: 0 } })
    expect(amounts(last.lines)).toStrictEqual(amounts(undisturbed.lines))
  },
  300_000
)

const outcomesIn = (lines: ReadonlyArray<string>) => lines.filter((line) => !line.startsWith('{"summary"'))

/** What a holder or an accountant would compare: everything but the ids and hashes, which are drawn by lot. */
const amounts = (lines: ReadonlyArray<string>) =>
  outcomesIn(lines).map((line) => {
    const { balances, decline, key, outcome } = JSON.parse(line)
    return { key, outcome, balances, code: decline?.code }
  })
