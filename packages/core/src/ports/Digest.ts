/**
 * The digest port: SHA-256 as plain synchronous functions, because the pure core calls them.
 *
 * @module
 */
import * as Context from "effect/Context"
import type { Sha256 } from "../journal/hashChain.ts"
import type { Hmac } from "../values/Mac.ts"

export class Digest extends Context.Service<Digest, { readonly sha256: Sha256; readonly hmac: Hmac }>()(
  "@tessera/core/ports/Digest"
) {}
