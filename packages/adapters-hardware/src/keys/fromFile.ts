/**
 * A terminal's keys and its identity, from the file in which they are sealed.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import { IdentityMissing } from "../ports/faults.ts"
import { KeyProvider } from "../ports/KeyProvider.ts"
import { TerminalIdentity } from "../ports/TerminalIdentity.ts"
import { type KeyFileUnusable, readKeyFile } from "./keyFile.ts"

/** The masters of the file. They are in memory while the terminal runs, and nowhere else in clear. */
export const fileKeys = (
  path: string,
  passphrase: Redacted.Redacted
): Layer.Layer<KeyProvider, KeyFileUnusable> =>
  Layer.unwrap(
    Effect.map(readKeyFile(path, passphrase), ({ generations }) => KeyProvider.masters(generations))
  )

/** Who the file says that the terminal is. `IdentityMissing` where it says nothing of that. */
export const fileIdentity = (
  path: string,
  passphrase: Redacted.Redacted
): Layer.Layer<TerminalIdentity, KeyFileUnusable | IdentityMissing> =>
  Layer.unwrap(
    Effect.flatMap(readKeyFile(path, passphrase), ({ identity }) =>
      identity === undefined
        ? Effect.fail(new IdentityMissing({ detail: `${path} has the keys of a group, and no identity` }))
        : Effect.succeed(TerminalIdentity.seed(identity.enrolment, identity.seed))
    )
  )
