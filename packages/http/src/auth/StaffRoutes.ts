/**
 * The routes of staff who sign in: there where a server has them, so that what they need is installed for nobody else.
 *
 * @module
 */
import * as Context from "effect/Context"
import type { Served } from "../Exchange.ts"

export class StaffRoutes extends Context.Service<StaffRoutes, ReadonlyArray<Served>>()(
  "@tessera/http/StaffRoutes"
) {}
