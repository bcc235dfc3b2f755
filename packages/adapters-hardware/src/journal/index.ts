/**
 * The journal of a terminal that sells without the office: its lines, its chain, and where it is kept.
 *
 * @module
 */
export { Chain, type ChainBreak, type Open, type Standing } from "./Chain.ts"
export { type JournalOptions, journalOn, type LineStorage } from "./journalOn.ts"
export { MemoryJournal, MemoryLines } from "./MemoryJournal.ts"
export { beginning, Entry, IntentEntry, readRow, Row, rowHash, rowText } from "./Row.ts"
export { SqliteJournal } from "./SqliteJournal.ts"
