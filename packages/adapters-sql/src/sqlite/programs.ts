/**
 * The programs that a file was written under: the terms of a version never change.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite"
import * as Schema from "effect/Schema"
import { type Configuration, Program } from "@tessera/core"
import { canonicalText, type Macs } from "@tessera/core/ports"
import { areGiven, keyChecks } from "../keyChecks.ts"
import { ProgramChanged, WrongKey } from "../Refusal.ts"
import { text } from "../rows.ts"
import { type Session, shard } from "./Session.ts"

const encodeProgram = Schema.encodeSync(Program)

const registerProgram = (database: DatabaseSync, tenant: string, program: Program): void => {
  const { id, version } = program
  const content = canonicalText(encodeProgram(program))
  const known = database
    .prepare("select content from program where tenant = ? and id = ? and version = ?")
    .get(tenant, id, version)
  if (known === undefined)
    database.prepare("insert into program values (?, ?, ?, ?)").run(tenant, id, version, content)
  else if (known["content"] !== content) throw new ProgramChanged({ id, version })
}

/** Keyed hashes of the tenant's name: the same secrets give the same ones. */
const checkKeys = (database: DatabaseSync, tenant: string, macs: Macs): void => {
  const given = keyChecks(macs, tenant)
  const kept = database
    .prepare("select name, value from meta where tenant = ? and name like 'keyCheck%'")
    .all(tenant)
    .map(({ name, value }) => ({ name: String(name), value: String(value) }))
  if (!areGiven(kept, given)) throw new WrongKey({ tenant })
  const add = database.prepare("insert into meta values (?, ?, ?) on conflict do nothing")
  for (const { name, value } of given) add.run(tenant, name, value)
}

/** Makes the file one of this tenant and its programs, or throws why it is not. */
export const register = (database: DatabaseSync, { programs, tenant }: Configuration, macs: Macs): void => {
  database.exec("begin immediate")
  try {
    checkKeys(database, tenant, macs)
    for (const program of programs) registerProgram(database, tenant, program)
    database
      .prepare(
        "insert into ledger (tenant, shard, sequence, recorded_at) values (?, ?, 0, 0) on conflict do nothing"
      )
      .run(tenant, shard)
    database.exec("commit")
  } catch (refusal) {
    database.exec("rollback")
    throw refusal
  }
}

/** The document that the ledger was founded on: the first that is given stays. */
export const found = ({ statements, tenant }: Session, document: string): string => {
  statements.founded.run(tenant, document)
  return text(statements.founding.get(tenant) ?? {}, "value")
}
