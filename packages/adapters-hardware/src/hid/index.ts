/**
 * Swipe readers, scanners and PIN pads that are HID devices or keyboards.
 *
 * @module
 */
export { type HidBus, type HidFound, type HidHandle, type HidWanted } from "./HidBus.ts"
export { hidMagstripe, type HidMagstripeOptions } from "./hidMagstripe.ts"
export { hidScanner, type HidScannerOptions } from "./hidScanner.ts"
export { keyPinPad } from "./keyPinPad.ts"
export { nodeHid } from "./nodeHid.ts"
