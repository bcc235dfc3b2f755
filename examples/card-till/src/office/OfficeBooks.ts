/**
 * What the office keeps beside its ledger: which cards it made, which were reported lost, the lists of those that it
 * signed, and the numbers of its loads, none of which is used twice.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite"

/** A card of which a purse was made, or is being made. */
export interface Made {
  readonly purse: string
  readonly uid: string
  /** Absent: it is not finished, and is begun again. */
  readonly account?: string
}

const schema = `
  create table if not exists card (n integer primary key, uid text not null unique, account text) strict;
  create table if not exists lost (purse text primary key) strict;
  create table if not exists list (version integer primary key, text text not null, signature text not null) strict;
  create table if not exists load_order (sequence integer primary key autoincrement, purse text not null) strict;
`

/** The purse's number: sixteen hexadecimal digits, which say nothing but how many came before. */
const purseOf = (n: unknown): string => Number(n).toString(16).padStart(16, "0")

export class OfficeBooks {
  readonly #database: DatabaseSync

  constructor(path: string) {
    this.#database = new DatabaseSync(path)
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = full")
    this.#database.exec(schema)
  }

  #made(row: Record<string, unknown>): Made {
    const { account, n, uid } = row
    return { purse: purseOf(n), uid: String(uid), ...(typeof account === "string" && { account }) }
  }

  /** The card with this chip, known from now on; `isNew`: nobody had begun with it. */
  begin(uid: string): Made & { readonly isNew: boolean } {
    const before = this.#database.prepare("select * from card where uid = ?").get(uid)
    if (before !== undefined) return { ...this.#made(before), isNew: false }
    const { lastInsertRowid } = this.#database.prepare("insert into card (uid) values (?)").run(uid)
    return { purse: purseOf(lastInsertRowid), uid, isNew: true }
  }

  finish(uid: string, account: string): void {
    this.#database.prepare("update card set account = ? where uid = ?").run(account, uid)
  }

  cards(): ReadonlyArray<Made> {
    return this.#database
      .prepare("select * from card order by n")
      .all()
      .map((row) => this.#made(row))
  }

  /** The number of the next load: on the disk before a card hears it. */
  order(purse: string): number {
    return Number(
      this.#database.prepare("insert into load_order (purse) values (?)").run(purse).lastInsertRowid
    )
  }

  setLost(purse: string): void {
    this.#database.prepare("insert into lost values (?) on conflict do nothing").run(purse)
  }

  lost(): ReadonlyArray<string> {
    return this.#database
      .prepare("select purse from lost")
      .all()
      .map(({ purse }) => String(purse))
  }

  /** The newest list that was signed. */
  list(): { readonly text: string; readonly signature: string } | undefined {
    const row = this.#database.prepare("select * from list order by version desc limit 1").get()
    return row && { text: String(row["text"]), signature: String(row["signature"]) }
  }

  /** Kept before anybody is given it: no version is used twice. */
  keepList(
    version: number,
    { signature, text }: { readonly text: string; readonly signature: string }
  ): void {
    this.#database.prepare("insert into list values (?, ?, ?)").run(version, text, signature)
  }

  close(): void {
    this.#database.close()
  }
}
