/** What a head office is not started with. */
import { expect, it } from "vitest"
import { readSettings } from "../src/Settings.ts"

const secret = "kept where secrets are kept, 32 characters"
const live = {
  TESSERA_MODE: "live",
  TESSERA_SECRET: secret,
  TESSERA_KEY: `live_${"k".repeat(43)}`,
  TESSERA_ORIGIN: "https://cards.example"
}

it.each([
  // words               environment                                    refused with
  ["", { TESSERA_MODE: "prod" }, "TESSERA_MODE: Expected test or live"],
  ["--port 70000", {}, "--port: Expected 0–65535"],
  ["--colour red", {}, "Unknown option '--colour'"],
  ["", { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }, "OTEL_EXPORTER_OTLP_ENDPOINT: Expected http"],
  [
    "",
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_TRACES_SAMPLER_ARG: "2" },
    "OTEL_TRACES_SAMPLER_ARG: Expected 0 to 1"
  ],
  ["--db a.db", { DATABASE_URL: "postgres://somewhere" }, "--db: Expected no file, DATABASE_URL is set"],
  ["", { DATABASE_URL: "postgres://a/b", TESSERA_MIGRATE: "no" }, "TESSERA_MIGRATE: Expected true or false"],
  ["", { DATABASE_URL: "postgres://a/b", TESSERA_SHARDS: "0" }, "TESSERA_SHARDS: Expected 1–99"],
  ["", { DATABASE_URL: "postgres://a/b", TESSERA_SHARDS: "2.5" }, "TESSERA_SHARDS: Expected 1–99"],
  [
    "",
    { DATABASE_URL: "postgres://a/b", TESSERA_DURABILITY: "sync" },
    "TESSERA_DURABILITY: Expected local or replicated"
  ],
  ["", { TESSERA_MIGRATE: "false" }, "TESSERA_MIGRATE: Expected nothing, DATABASE_URL is not set"],
  ["", { TESSERA_SHARDS: "4" }, "TESSERA_SHARDS: Expected nothing, DATABASE_URL is not set"],
  ["", { TESSERA_DURABILITY: "local" }, "TESSERA_DURABILITY: Expected nothing, DATABASE_URL is not set"],
  ["", { TESSERA_SECRET: "short" }, "TESSERA_SECRET: Expected at least 32 characters"],
  ["", { TESSERA_KEY: live.TESSERA_KEY }, "TESSERA_KEY: Expected test_ and 43 characters"],
  ["", live, "--shop: Expected the chain's own configuration"],
  ["--shop a.json", { ...live, TESSERA_SECRET: "" }, "TESSERA_SECRET: Expected at least 32 characters, kept"],
  ["--shop a.json", { ...live, TESSERA_KEY: "" }, "TESSERA_KEY: Expected the office's first key"],
  ["--shop a.json", { ...live, TESSERA_KEY: `test_${"k".repeat(43)}` }, "TESSERA_KEY: Expected live_ and 43"],
  ["--shop a.json", { ...live, TESSERA_ORIGIN: "http://cards.example" }, "TESSERA_ORIGIN: Expected https://"],
  ["", { TESSERA_ORIGIN: "cards.example" }, "TESSERA_ORIGIN: Expected https://"],
  ["", { TESSERA_ORIGIN: "https://" }, "TESSERA_ORIGIN: Expected https://"],
  ["", { TESSERA_ORIGIN: "https://cards.example/?shop=1" }, "TESSERA_ORIGIN: Expected https://"]
])("%s %o: %s", (words, environment, message) => {
  const read = () => readSettings(words.split(" ").filter(Boolean), environment, "/shop")
  expect(read).toThrow(message)
  expect(read).not.toThrow(secret)
})

it("all that is wrong is said at once", () => {
  expect(() => readSettings([], { TESSERA_MODE: "live" }, "/shop")).toThrow(
    /^--shop.*\nTESSERA_SECRET.*\nTESSERA_KEY.*\nTESSERA_ORIGIN.*$/
  )
})

it.each([
  [[], {}, { kind: "sqlite", file: "/shop/head-office-data/ledger.db" }],
  [["--db", "cards.db"], {}, { kind: "sqlite", file: "/shop/cards.db" }],
  [[], { DATABASE_URL: "postgres://a/b" }, { kind: "postgres", url: "postgres://a/b", schema: "tessera" }],
  [[], { DATABASE_URL: "postgres://a/b#oak" }, { kind: "postgres", url: "postgres://a/b", schema: "oak" }],
  [
    [],
    {
      DATABASE_URL: "postgres://a/b",
      TESSERA_MIGRATE: "true",
      TESSERA_DURABILITY: "local",
      TESSERA_SHARDS: ""
    },
    { kind: "postgres", url: "postgres://a/b", schema: "tessera", migrate: true, durability: "local" }
  ],
  [
    [],
    {
      DATABASE_URL: "postgres://a/b",
      TESSERA_MIGRATE: "false",
      TESSERA_SHARDS: "8",
      TESSERA_DURABILITY: "replicated"
    },
    {
      kind: "postgres",
      url: "postgres://a/b",
      schema: "tessera",
      migrate: false,
      shards: 8,
      durability: "replicated"
    }
  ]
])("%o %o is kept in %o", (words, environment, database) => {
  expect(readSettings(words, environment, "/shop").database).toEqual(database)
})

it.each([
  [undefined, undefined],
  ["", undefined],
  ["https://cards.example", "https://cards.example"],
  // What a terminal signs is this with a path behind it.
  ["https://cards.example/", "https://cards.example"],
  ["https://Cards.example:443/pay/", "https://cards.example/pay"],
  ["http://127.0.0.1:4000", "http://127.0.0.1:4000"]
])("TESSERA_ORIGIN %j is called %j", (said, origin) => {
  expect(readSettings([], { TESSERA_ORIGIN: said }, "/shop").origin).toBe(origin)
})

it.each([
  [undefined, undefined],
  // Absent: what stands in the file counts. An empty one does not forget it.
  ["", undefined],
  [" , ", undefined],
  ["the last one, ,an older one", ["the last one", "an older one"]]
])("of the secrets that counted before, %j is %j", (list, before) => {
  const { given } = readSettings([], { TESSERA_SECRETS_BEFORE: list }, "/shop")
  expect(given.secretsBefore).toEqual(before)
})
