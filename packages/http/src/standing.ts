/**
 * Standing: who is kept to terminals is kept to the outlets where these stand, whether whoever let them in has said so or not.
 *
 * @module
 */
import type { Network } from "@tessera/core"
import * as Effect from "effect/Effect"
import type { Access, Admitted } from "./Access.ts"
import type { Caller } from "./Caller.ts"

const standing = ({ terminals }: Network, caller: Caller): Caller => {
  const { rows } = caller
  if (rows.terminals === undefined || rows.outlets !== undefined) return caller
  const devices: ReadonlyMap<string, { readonly outlet: string }> = terminals
  const outlets = rows.terminals.flatMap((id) => devices.get(id)?.outlet ?? [])
  return { ...caller, rows: { ...rows, outlets: [...new Set(outlets)] } }
}

/** Access by which nobody is kept to terminals and to no outlet. */
export const atOutlets = (access: Access["Service"], network: () => Network): Access["Service"] => ({
  ...access,
  admit: (call) =>
    Effect.map(access.admit(call), (admitted): Admitted => {
      const { again } = admitted
      const caller = standing(network(), admitted.caller)
      if (caller === admitted.caller) return admitted
      return {
        ...admitted,
        caller,
        ...(again !== undefined && { again: Effect.map(again, (now) => standing(network(), now)) })
      }
    })
})
