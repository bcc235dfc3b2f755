/**
 * ChangeProgram: add a program, or a newer version of its terms. The terms of a version never change.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ownFaults } from "../network/Configuration.ts"
import { Program } from "../program/Program.ts"
import { changeTo, fits, noAccount, noCard } from "./Change.ts"

const isNewer = Schema.makeFilter(({ to, version }: { readonly to: Program; readonly version: number }) =>
  to.version > version
    ? undefined
    : {
        path: ["to", "version"],
        issue: `Expected a version after ${version}: terms are never changed in place`
      }
)

export const ChangeProgram = Schema.Struct({
  type: Schema.Literal("ChangeProgram"),
  ...changeTo(Program)
}).check(isNewer, fits(ownFaults), noCard, noAccount)
export type ChangeProgram = typeof ChangeProgram.Type
