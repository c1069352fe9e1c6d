const DATABASE = "groundmist-sync-client"
const TABLE = "servers"

/** Keeps things for as long as this page lives. */
export class MemoryStore {
  #values = new Map()

  async change(name, change) {
    const value = change(this.#values.get(name))
    this.#values.set(name, value)
    return value
  }
}

/** Keeps things in the browser, for pages and workers of this origin. Key pairs stay unreadable there. */
export class BrowserStore {
  /** @type {Promise<IDBDatabase> | undefined} */
  #database

  #open() {
    this.#database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    return this.#database
  }

  /** Reads, changes and writes in one go, so that two tabs never make two keys. */
  async change(name, change) {
    const table = (await this.#open()).transaction(TABLE, "readwrite").objectStore(TABLE)
    return new Promise((resolve, reject) => {
      let value
      const reading = table.get(name)
      reading.onsuccess = () => table.put((value = change(reading.result)), name)
      table.transaction.oncomplete = () => resolve(value)
      table.transaction.onabort = () => reject(table.transaction.error)
    })
  }
}

export const standardStore = () => (globalThis.indexedDB ? new BrowserStore() : new MemoryStore())
