/** A real browser, cut off from everything but the server, reads the reference: all of it is there, is found, and nothing else is loaded. */
import { existsSync } from "node:fs"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { groups } from "../src/api/groups.ts"
import { openApi } from "../src/api/openapi.ts"
import { openShop, type Shop } from "./shop.ts"

/** Debian's. */
const program = "/usr/bin/chromium"
const isInstalled = existsSync(program)

const operations = Object.entries(
  openApi()["paths"] as Record<string, Record<string, { operationId: string }>>
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({
    operationId,
    said: `${method.toUpperCase()} ${path}`
  }))
)

/** What a page asked for, and what it complained about. */
interface Watched {
  readonly page: Page
  readonly asked: Array<string>
  readonly complaints: Array<string>
}

describe.each(isInstalled ? ["Chromium"] : [])("in %s", () => {
  let [shop, browser]: [Shop | undefined, Browser | undefined] = [undefined, undefined]

  beforeAll(async () => {
    shop = await openShop()
    browser = await chromium.launch({
      executablePath: program,
      args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    })
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.[Symbol.asyncDispose]()
  })

  const opened = async (look: BrowserContextOptions = {}, fragment = ""): Promise<Watched> => {
    if (shop === undefined || browser === undefined) throw new Error("nothing is open")
    const page = await (await browser.newContext(look)).newPage()
    const [asked, complaints]: [Array<string>, Array<string>] = [[], []]
    page.on("requestfinished", (request) => asked.push(request.url()))
    page.on("console", (message) => complaints.push(message.text()))
    page.on("pageerror", (error) => complaints.push(error.message))
    await page.goto(`${shop.url}/docs${fragment}`)
    return { page, asked, complaints }
  }

  const shown = (page: Page): Promise<ReadonlyArray<string>> =>
    page.locator("summary:visible").evaluateAll((all) =>
      all.map((one) =>
        [...one.querySelectorAll("b, code")]
          .map((part) => part.textContent)
          .slice(0, 2)
          .join(" ")
      )
    )

  it("every group and every operation is listed, and nothing is asked of anybody else", async () => {
    const { asked, complaints, page } = await opened()
    expect(await page.locator("h2").allTextContents()).toEqual(Object.keys(groups))
    expect((await shown(page)).toSorted()).toEqual(operations.map(({ said }) => said).toSorted())
    expect(asked).toEqual([`${shop?.url}/docs`])
    expect(complaints).toEqual([])
  })

  it("a link leads to its group, and to an operation, which opens", async () => {
    const { page } = await opened()
    await page.getByRole("link", { name: "Clearing", exact: true }).click()
    expect(await page.evaluate("location.hash")).toBe("#Clearing")
    await expect
      .poll(() => page.locator("h2#Clearing").evaluate((one) => one.getBoundingClientRect().top < 100))
      .toBe(true)
    const linked = await opened({}, "#redeem")
    const field = linked.page.locator("#redeem code", { hasText: "Idempotency-Key" })
    await expect.poll(() => field.isVisible()).toBe(true)
    expect(await linked.page.locator("details[open]").count()).toBe(1)
  })

  it("the filter shows what has all words, and all again when it is emptied", async () => {
    const { page } = await opened()
    const field = page.getByRole("searchbox")
    await field.fill("HOLDS /captures")
    expect(await shown(page)).toEqual([
      "POST /v1/holds/{hold}/captures",
      "POST /v1/holds/by-key/{holdKey}/captures"
    ])
    expect(await page.locator("h2:visible").allTextContents()).toEqual(["Sales"])
    expect(await page.locator("output").textContent()).toBe(`2 of ${operations.length}`)
    await field.fill("")
    expect(await shown(page)).toHaveLength(operations.length)
  })

  it("without scripts it is read all the same", async () => {
    const { page } = await opened({ javaScriptEnabled: false })
    await page.locator("summary").first().click()
    expect(await page.locator("#redeem").isVisible()).toBe(true)
    expect(await page.locator("#filter").isVisible()).toBe(false)
  })

  it("what somebody puts into the page neither runs nor is loaded", async () => {
    const { asked, complaints, page } = await opened()
    await page.evaluate(`for (const html of [
      "<img src='/livez'>", "<img src=x onerror='document.title=1'>", "<style>body{display:none}</style>", "<iframe src='/livez'></iframe>"
    ]) { const one = document.createElement("div"); one.innerHTML = html; document.body.append(one) }
    const script = document.createElement("script"); script.text = "document.title = 2"; document.body.append(script)
    fetch("/livez").catch(() => {})`)
    await expect.poll(() => complaints.length).toBeGreaterThanOrEqual(6)
    expect(complaints.filter((one) => !one.includes("Content Security Policy"))).toEqual([])
    expect(await page.title()).toBe("Tessera")
    expect(await page.locator("main").isVisible()).toBe(true)
    expect(asked.filter((url) => !url.endsWith("/docs"))).toEqual([])
  })

  it("in light and in dark, on a desk and on a phone, nothing is cut off, also where all is open", async () => {
    const { page } = await opened()
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor")
    for (const [width, colorScheme, expected] of [
      [1200, "light", "rgba(0, 0, 0, 0)"],
      [400, "light", "rgba(0, 0, 0, 0)"],
      [320, "dark", "rgb(24, 24, 24)"]
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width)
      expect(await background()).toBe(expected)
    }
  })
})

it.each(isInstalled ? [] : [program])("%s is not installed: no browser has opened the reference", () =>
  expect(isInstalled).toBe(false)
)
