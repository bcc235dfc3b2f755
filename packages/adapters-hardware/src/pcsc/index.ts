/**
 * Card readers of PC/SC: contactless readers at a till, through nfc-pcsc or smartcard, in a process of their own.
 *
 * @module
 */
export { pcscReader, type PcscOptions } from "./pcscReader.ts"
export type { Patience } from "./ReaderHost.ts"
export type { SlotRule } from "./Slots.ts"
