/**
 * Swipe readers, scanners and PIN pads that are HID devices or keyboards.
 *
 * @module
 */
export { evdevKeyboard, type EvdevKeyboardOptions } from "./evdevKeyboard.ts"
export { type HidBus, type HidFound, type HidHandle, type HidWanted } from "./HidBus.ts"
export { hidMagstripe, type HidMagstripeOptions } from "./hidMagstripe.ts"
export { hidScanner, type HidScannerOptions } from "./hidScanner.ts"
export type { Keyboard, KeyEvent } from "./Keyboard.ts"
export type { KeyLayout } from "./keyLayouts.ts"
export { keyPinPad } from "./keyPinPad.ts"
export { nodeHid } from "./nodeHid.ts"
export { terminalKeyboard, type TerminalInput, type TerminalKeyboardOptions } from "./terminalKeyboard.ts"
export type { WedgeOptions } from "./typedOn.ts"
export { wedgeMagstripe, type WedgeMagstripeOptions } from "./wedgeMagstripe.ts"
export { wedgeScanner } from "./wedgeScanner.ts"
