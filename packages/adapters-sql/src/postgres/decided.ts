/**
 * Deciding a batch on what was read or is known, and the statements that write it.
 *
 * @module
 */
import type { Batch, View } from "@tessera/core/ports"
import type { Asked } from "./Connections.ts"
import type { Foreseen } from "./foresee.ts"
import type { Session, Shard } from "./Session.ts"
import { beforeIn, writes } from "./write.ts"

/** What is decided, on what it was decided, and how it is written. */
export interface Prepared {
  readonly batch: Batch
  readonly view: View
  readonly statements: ReadonlyArray<Asked>
}

/** Nothing of it lasts unless the commit is sent. */
export const decided = (
  session: Session,
  shard: Shard,
  { asked, view }: Foreseen,
  decide: (view: View) => Batch
): Prepared => {
  session.reach("store.read")
  const before = beforeIn(view)
  const batch = decide(view)
  session.reach("store.decided")
  return { batch, view, statements: [...asked, ...writes(session, shard.number, before, batch)] }
}
