/**
 * Quotas: how much a restricted outlet or terminal may still bring in, out of what head office has granted it.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import type { Entry, Movement, UseMoved } from "../journal/Entry.ts"
import type { LimitId, WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { type Gauge, used } from "./limits.ts"

const quota = "quota" as LimitId
const grants = "quota granted" as LimitId
const ever = "lifetime"

/** What was granted in all, in minor units. */
export const grantedTo = ({ uses }: Wallet): bigint =>
  uses.find(({ limit }) => limit === grants)?.consumed ?? 0n

/** What of it is left at an instant: neither brought in nor kept for a load that waits. */
export const quotaLeft = (counter: Wallet, at: Instant): bigint =>
  grantedTo(counter) - used(counter, quota, ever, at)

/** A quota as a limit for ever: what was granted bounds what is brought in. */
export const quotaGauge = (gauge: Pick<Gauge, "wallet" | "counter" | "opens">): Gauge => ({
  ...gauge,
  kind: "quota",
  limit: quota,
  countedAs: quota,
  amount: grantedTo(gauge.wallet),
  per: "lifetime"
})

/** The movement by which quota is granted, or with a negative amount taken back. */
export const grantOf = (counter: WalletId, amount: bigint): UseMoved => ({
  kind: "use",
  wallet: counter,
  limit: grants,
  window: ever,
  consumed: amount,
  reserved: 0n
})

const isDrawn = (movement: Movement): movement is UseMoved =>
  movement.kind === "use" && movement.limit === quota

/** The quotas that an entry drew on, each once: of the outlet, of the terminal. */
export const drawnOn = ({ movements }: Entry): ReadonlyArray<WalletId> => [
  ...new Set(movements.filter(isDrawn).map(({ wallet }) => wallet))
]

/** The movements by which as much comes back to every quota that an entry drew on. */
export const drawnBack = (entry: Entry, amount: bigint): ReadonlyArray<UseMoved> =>
  amount === 0n
    ? []
    : drawnOn(entry).map((wallet) => ({
        kind: "use",
        wallet,
        limit: quota,
        window: ever,
        consumed: -amount,
        reserved: 0n
      }))
