/**
 * The cash drawer port: it is opened for a reason, by somebody, and that is told before it opens.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { PrinterRefusal } from "./printerFaults.ts"

/** Who opens a drawer, and why. Neither is empty. */
export interface DrawerOpening {
  readonly operator: string
  readonly reason: string
}

/** Whether the drawer is open now; `unknown` where no switch tells. */
export type DrawerState = "open" | "closed" | "unknown"

export class CashDrawer extends Context.Service<
  CashDrawer,
  {
    /** Opens it, and says what its switch then says. An operator or a reason that is empty is a defect. */
    readonly open: (by: DrawerOpening) => Effect.Effect<DrawerState, PrinterRefusal>
    readonly state: Effect.Effect<DrawerState, PrinterRefusal>
  }
>()("@tessera/adapters-hardware/ports/CashDrawer") {}
