/**
 * The digest port: SHA-256 as a plain synchronous function, because the pure core calls it.
 *
 * @module
 */
import * as Context from "effect/Context"
import type { Sha256 } from "../journal/hashChain.ts"

export class Digest extends Context.Service<Digest, { readonly sha256: Sha256 }>()(
  "@tessera/core/ports/Digest"
) {}
