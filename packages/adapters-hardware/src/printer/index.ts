/**
 * Receipt printers that speak ESC/POS, on the network or behind a file of the system, and the drawer at them.
 *
 * @module
 */
export { devicePrinter } from "./devicePrinter.ts"
export { networkPrinter, type NetworkPrinterOptions } from "./networkPrinter.ts"
export type { PrinterLine, PrinterLines } from "./PrinterLine.ts"
export { printerOn, type PrinterOptions } from "./printerOn.ts"
