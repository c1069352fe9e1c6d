// The part of better-sqlite3 that a PDS uses, over Node's own SQLite: no compiler is needed.
const { DatabaseSync } = require('node:sqlite')

const CODES = new Map([
  [5, 'SQLITE_BUSY'],
  [261, 'SQLITE_BUSY_RECOVERY'],
  [517, 'SQLITE_BUSY_SNAPSHOT'],
  [1555, 'SQLITE_CONSTRAINT_PRIMARYKEY'],
  [2067, 'SQLITE_CONSTRAINT_UNIQUE'],
])

function asBetterSqlite(work) {
  try {
    return work()
  } catch (e) {
    if (CODES.has(e.errcode)) e.code = CODES.get(e.errcode)
    throw e
  }
}

function withBuffers(row) {
  const copy = {}
  for (const [name, value] of Object.entries(row)) {
    copy[name] = value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
  }
  return copy
}

class Statement {
  constructor(statement) {
    this.statement = statement
    this.reader = statement.columns().length > 0
  }

  all(parameters) {
    return asBetterSqlite(() => this.statement.all(...parameters).map(withBuffers))
  }

  run(parameters) {
    return asBetterSqlite(() => this.statement.run(...parameters))
  }

  *iterate(parameters) {
    for (const row of this.statement.iterate(...parameters)) yield withBuffers(row)
  }
}

class Database {
  constructor(location) {
    this.database = new DatabaseSync(location, { enableDoubleQuotedStringLiterals: true })
  }

  pragma(text) {
    this.database.exec(`PRAGMA ${text}`)
  }

  prepare(sql) {
    return asBetterSqlite(() => new Statement(this.database.prepare(sql)))
  }

  close() {
    this.database.close()
  }
}

module.exports = Database
