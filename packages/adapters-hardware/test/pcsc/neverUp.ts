/** A library that never says anything, as nfc-pcsc does without a service. */
import type { Bind } from "../../src/pcsc/host/Binding.ts"

export const bind: Bind = () => {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
