/**
 * Receipts as data, and what becomes of them: text, a picture, bytes for a printer.
 *
 * @module
 */
export { cellsOf, type Script } from "./cells.ts"
export { handOverPage } from "./handOverPage.ts"
export { type LaidOut, layOut, type PaperLine, plainReceipt } from "./layOut.ts"
export { type PurseLoad, purseLoadReceipt, purseReceipt, type PurseSale, saleName } from "./purseReceipt.ts"
export { copyOf, type Part, type ReceiptDocument } from "./ReceiptDocument.ts"
export { type Dialect, type ReceiptEncoder, receiptEncoder } from "./ReceiptEncoder.ts"
export { type DeclinedHere, receiptOf, type ReceiptPlace } from "./receiptOf.ts"
export { type ReceiptTexts, receiptTexts } from "./ReceiptTexts.ts"
