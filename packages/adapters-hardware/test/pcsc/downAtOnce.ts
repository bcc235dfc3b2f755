/** A library whose service is not there. */
import type { Bind } from "../../src/pcsc/host/Binding.ts"

export const bind: Bind = () => Promise.reject(new Error("pcscd does not listen"))
