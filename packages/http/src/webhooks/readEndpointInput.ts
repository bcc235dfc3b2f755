/**
 * Reading what somebody says of an endpoint: its fields, and whether its URL may be posted to.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Fault, faultsOf } from "@tessera/core"
import { EndpointInput } from "../api/EndpointInput.ts"
import { refusalOf } from "../post.ts"

const decode = Schema.decodeUnknownResult(EndpointInput, { errors: "all", onExcessProperty: "error" })

/** What was sent as an endpoint, or everything that is wrong with it. */
export const readEndpointInput = (
  sent: unknown,
  allowPrivate = false
): Result.Result<EndpointInput, ReadonlyArray<Fault>> => {
  const read = decode(sent)
  if (Result.isFailure(read)) return Result.fail(faultsOf(read.failure.issue))
  const url = URL.parse(read.success.url)
  const refused = url === null ? "Expected a URL" : refusalOf(url, allowPrivate)
  return refused === undefined
    ? Result.succeed(read.success)
    : Result.fail([{ path: ["url"], message: refused }])
}
