/**
 * Reading one line: a command, a question, a report, or what is wrong with it.
 *
 * @module
 */
import { type Command, isQueryType, type Query, readCommand, readQuery } from "@tessera/core"
import * as Result from "effect/Result"
import type { Refused } from "./Answered.ts"
import { readJson } from "./readJson.ts"
import type { Line } from "./readLines.ts"
import { isReportType, readReport, type Wanted } from "./reports.ts"

/** What a line asks. */
export type Request =
  | { readonly kind: "command"; readonly line: number; readonly command: Command }
  | { readonly kind: "query"; readonly line: number; readonly query: Query }
  | { readonly kind: "report"; readonly line: number; readonly wanted: Wanted }

const key = /^[A-Za-z0-9._:-]{1,255}$/

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined

const keyOf = (value: unknown): string | undefined => {
  const sent = fieldOf(value, "key")
  return typeof sent === "string" && key.test(sent) ? sent : undefined
}

/** A line with one fault. */
export const refused = (
  line: number,
  key: string | undefined,
  path: ReadonlyArray<string>,
  message: string
): Refused => ({ kind: "invalid", line, key, errors: [{ path, message }] })

/** Reads a line. */
export const readRequest = (line: Line): Request | Refused => {
  const { number } = line
  if ("fault" in line) return refused(number, undefined, [], line.fault)
  const json = readJson(line.text)
  if (json === undefined) return refused(number, undefined, [], "Expected one JSON object in the line")
  const { value } = json
  const type = fieldOf(value, "type")
  if (isQueryType(type)) {
    const query = readQuery({ ...Object(value), type })
    return Result.isSuccess(query)
      ? { kind: "query", line: number, query: query.success }
      : { kind: "invalid", line: number, key: keyOf(value), errors: query.failure }
  }
  if (isReportType(type)) {
    const wanted = readReport(Object(value), type, keyOf(value))
    return Result.isSuccess(wanted)
      ? { kind: "report", line: number, wanted: wanted.success }
      : { kind: "invalid", line: number, key: keyOf(value), errors: wanted.failure }
  }
  const command = readCommand(value)
  return Result.isSuccess(command)
    ? { kind: "command", line: number, command: command.success }
    : { kind: "invalid", line: number, key: keyOf(value), errors: command.failure }
}
