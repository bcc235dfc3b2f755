/**
 * Staff at a server: their routes, for who opens it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AccessOptions } from "../ground.ts"
import { StaffRoutes } from "../StaffRoutes.ts"
import type { RelyingParty } from "./passkeys.ts"
import { staffRoutesOn } from "./staffRoutes.ts"
import { StaffSignIn } from "./StaffSignIn.ts"

/** Staff sign in at a server: what `networkAccess` is given as `staff`. */
export const staffAccess = (party: RelyingParty) => (options: AccessOptions) =>
  Layer.provide(
    Layer.effect(StaffRoutes, Effect.map(Effect.service(StaffSignIn), staffRoutesOn)),
    StaffSignIn.layer({ ...options, party })
  )
