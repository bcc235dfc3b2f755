/**
 * Cards and a reader in memory: for demonstrations, for a vendor's own tests, and for pulling cards away at any byte.
 *
 * @module
 */
export { Eeprom, PowerLost } from "./Eeprom.ts"
export { Field, type Tear, type VirtualCard } from "./Field.ts"
export { type SimulatedDevice, SimulatedHid } from "./SimulatedHid.ts"
export { SimulatedKeyboard } from "./SimulatedKeyboard.ts"
export { SimulatedPinPad } from "./SimulatedPinPad.ts"
export { SimulatedReader } from "./SimulatedReader.ts"
export { simulatedShop, type SimulatedShopOptions } from "./simulatedShop.ts"
export { VirtualClassic } from "./VirtualClassic.ts"
export { type PrintedLine, VirtualPrinter } from "./VirtualPrinter.ts"
export { VirtualDesfire, type VirtualDesfireOptions } from "./desfire/VirtualDesfire.ts"
export { VirtualNtag424, type VirtualNtag424Options } from "./VirtualNtag424.ts"
export { OtpSocket, VirtualOtpKey, type VirtualOtpKeyOptions } from "./VirtualOtpKey.ts"
export { VirtualPiv, type VirtualPivOptions } from "./VirtualPiv.ts"
