/**
 * Convert: make a bearer account a registered one; the lots stay as they are.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ProgramId } from "../values/Ids.ts"
import { exactlyOne, header, Text } from "./Header.ts"

export const Convert = Schema.Struct({
  type: Schema.Literal("Convert"),
  ...header,
  program: ProgramId,
  holder: Text(128).check(Schema.isMinLength(1))
}).check(exactlyOne("card", "account"))
export type Convert = typeof Convert.Type
