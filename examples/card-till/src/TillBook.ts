/**
 * What a till keeps for its shop, in a file: receipts, of which none is lost when the power goes and none is printed twice
 * without saying so; and who opened the drawer.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite"
import type { DrawerOpening } from "@tessera/adapters-hardware"
import type { ReceiptDocument } from "@tessera/adapters-hardware/receipts"

/** `begun`: bytes may have reached the printer, so that the next print is a copy. */
export type ReceiptState = "due" | "begun" | "printed"

export interface KeptReceipt {
  readonly number: string
  readonly document: ReceiptDocument
  readonly state: ReceiptState
}

const schema = `
  create table if not exists receipt (
    n integer primary key, number text not null unique, document text not null,
    state text not null check (state in ('due', 'begun', 'printed'))
  ) strict;
  create table if not exists drawer (
    n integer primary key, at integer not null, operator text not null, reason text not null
  ) strict;
  create table if not exists doubt (number text primary key) strict;
  create table if not exists sent (one integer primary key check (one = 1), sequence integer not null) strict;
`

export class TillBook {
  readonly #database: DatabaseSync

  constructor(path: string) {
    this.#database = new DatabaseSync(path)
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = full")
    this.#database.exec(schema)
  }

  #rows(where: string, ...values: ReadonlyArray<string>): ReadonlyArray<KeptReceipt> {
    return this.#database
      .prepare(`select * from receipt ${where}`)
      .all(...values)
      .map(({ document, number, state }) => ({
        number: String(number),
        document: JSON.parse(String(document)),
        state: state === "due" || state === "begun" ? state : "printed"
      }))
  }

  /** What was said of a sale counts from now on; said again, it stays as it is. */
  add(number: string, document: ReceiptDocument): void {
    this.#database
      .prepare("insert or ignore into receipt (number, document, state) values (?, ?, 'due')")
      .run(number, JSON.stringify(document))
  }

  /** Another text under the same number: a sale whose end is known by now. */
  replace(number: string, document: ReceiptDocument): void {
    this.#database
      .prepare("update receipt set document = ?, state = 'due' where number = ?")
      .run(JSON.stringify(document), number)
  }

  /** The receipt of a sale says that nobody knows its end; written before it is. */
  doubt(number: string): void {
    this.#database.prepare("insert or ignore into doubt (number) values (?)").run(number)
  }

  /** It says the end. */
  know(number: string): void {
    this.#database.prepare("delete from doubt where number = ?").run(number)
  }

  isInDoubt(number: string): boolean {
    return this.#database.prepare("select 1 from doubt where number = ?").get(number) !== undefined
  }

  set(number: string, state: ReceiptState): void {
    this.#database.prepare("update receipt set state = ? where number = ?").run(state, number)
  }

  get(number: string): KeptReceipt | undefined {
    return this.#rows("where number = ?", number)[0]
  }

  unprinted(): ReadonlyArray<KeptReceipt> {
    return this.#rows("where state <> 'printed' order by n")
  }

  newest(): KeptReceipt | undefined {
    return this.#rows("order by n desc limit 1")[0]
  }

  /** Written before the drawer opens. */
  opened(at: number, { operator, reason }: DrawerOpening): void {
    this.#database
      .prepare("insert into drawer (at, operator, reason) values (?, ?, ?)")
      .run(at, operator, reason)
  }

  openings(): ReadonlyArray<DrawerOpening> {
    return this.#database
      .prepare("select operator, reason from drawer order by n")
      .all()
      .map(({ operator, reason }) => ({ operator: String(operator), reason: String(reason) }))
  }

  /** The line of the journal up to which the office has everything. */
  sent(): number {
    return Number(this.#database.prepare("select sequence from sent").get()?.["sequence"] ?? 0)
  }

  setSent(sequence: number): void {
    this.#database
      .prepare("insert into sent values (1, ?) on conflict do update set sequence = excluded.sequence")
      .run(sequence)
  }

  close(): void {
    this.#database.close()
  }
}
