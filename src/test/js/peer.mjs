// One automerge-repo client: a Repo with a WebSocket to the server and, if asked, a folder on disk.
// Hides what differs between 1.x and 2.x (find, doc) so that a story reads the same for all.
import { createHash, randomBytes } from "node:crypto"
import { Repo } from "@automerge/automerge-repo"
import bs58check from "bs58check"
import { next as A } from "@automerge/automerge"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"
import { Network } from "./network.mjs"

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

export class Peer {
  #handles = new Map()
  #ephemeral = new Map()
  #remoteHeads = new Map()

  constructor(name, { url, storage, peerId, plugged, retryInterval, gossip = false }) {
    this.network = new Network(url, { plugged, retryInterval })
    this.stored = storage !== undefined
    this.repo = new Repo({
      network: [this.network.adapter],
      storage: this.stored ? new NodeFSStorageAdapter(storage) : undefined,
      peerId: peerId ?? `${name}-${randomBytes(4).toString("hex")}`,
      sharePolicy: async () => true,
      enableRemoteHeadsGossiping: gossip,
    })
    this.peerId = this.repo.networkSubsystem.peerId
  }

  // --- documents

  create({ content }) {
    const handle = this.#listen(this.repo.create(content))
    return handle.documentId
  }

  /** ready, unavailable, or timeout when neither was said within `ms`. */
  async find({ id, ms }) {
    const started = Date.now()
    const state = await Promise.race([this.#find(id), pause(ms).then(() => "timeout")])
    return { state, ms: Date.now() - started }
  }

  async #find(id) {
    try {
      const handle = this.#listen(await this.repo.find(id))
      await handle.whenReady(["ready", "unavailable"])
      return handle.state
    } catch (error) {
      if (/unavailable/.test(error.message)) return "unavailable"
      throw error
    }
  }

  /** As find, but a document that is unavailable now may still come. */
  async awaitFound({ id, ms }) {
    const first = await this.find({ id, ms })
    const state = () => this.#known(id)?.state ?? first.state
    await this.#until(`${id} to be ready`, ms, state, now => now === "ready")
    this.#listen(this.#known(id))
  }

  #listen(handle) {
    const { documentId } = handle
    if (this.#handles.get(documentId) === handle) return handle
    this.#handles.set(documentId, handle)
    handle.on("ephemeral-message", ({ senderId, message }) =>
      this.#list(this.#ephemeral, documentId).push({ senderId, message }),
    )
    handle.on("remote-heads", ({ storageId, heads }) =>
      this.#list(this.#remoteHeads, documentId).push({ storageId, heads: hex(heads) }),
    )
    return handle
  }

  #list(map, id) {
    if (!map.has(id)) map.set(id, [])
    return map.get(id)
  }

  #known(id) {
    return this.#handles.get(id) ?? this.repo.handles[id]
  }

  #handle(id) {
    const handle = this.#known(id)
    if (!handle) throw new Error(`${id} was neither created nor found here`)
    return handle
  }

  #doc(id) {
    const handle = this.#handle(id)
    if (!handle.isReady()) return undefined
    return this.repo.findWithProgress ? handle.doc() : handle.docSync()
  }

  #at(id, path) {
    let value = this.#doc(id)
    for (const key of path) value = value?.[key]
    return value
  }

  heads({ id }) {
    const doc = this.#doc(id)
    return doc ? [...A.getHeads(doc)].sort() : []
  }

  value({ id, path = [] }) {
    return this.#at(id, path) ?? null
  }

  /** For values too large to print: their length and SHA-256. */
  digest({ id, path }) {
    const value = this.#at(id, path)
    if (value === undefined) return { length: -1, sha256: "" }
    return { length: value.length, sha256: createHash("sha256").update(value).digest("hex") }
  }

  changes({ id }) {
    const doc = this.#doc(id)
    return doc ? A.getAllChanges(doc).length : 0
  }

  /** Polls until the check holds; says what was seen last when it never did. */
  async #until(what, ms, seen, holds) {
    const deadline = Date.now() + ms
    for (;;) {
      const now = seen()
      if (holds(now)) return now
      if (Date.now() > deadline)
        throw new Error(
          `${this.peerId} waited ${ms} ms for ${what}, but saw ${JSON.stringify(now)?.slice(0, 2000)}; ` +
            `traffic ${JSON.stringify(this.traffic())}`,
        )
      await pause(15)
    }
  }

  async awaitHeads({ id, heads, ms }) {
    const want = JSON.stringify(heads)
    await this.#until(`heads ${want}`, ms, () => this.heads({ id }), h => JSON.stringify(h) === want)
  }

  async awaitValue({ id, path, value, ms }) {
    const want = JSON.stringify(value)
    const what = `${path.join(".")} = ${want.slice(0, 2000)}`
    await this.#until(what, ms, () => this.value({ id, path }), v => JSON.stringify(v) === want)
  }

  // --- edits

  put({ id, key, value }) {
    this.#handle(id).change(doc => {
      doc[key] = value
    })
  }

  /** Text in one change, at the place given or at the end. */
  splice({ id, key, at, text }) {
    this.#handle(id).change(doc => {
      A.splice(doc, [key], at ?? doc[key].length, 0, text)
    })
  }

  /** One change per character, as fast as they go. */
  type({ id, key, text }) {
    for (const character of text) this.splice({ id, key, text: character })
  }

  putRandomBytes({ id, key, size }) {
    const bytes = new Uint8Array(size)
    for (let i = 0; i < size; i += 65536) crypto.getRandomValues(bytes.subarray(i, i + 65536))
    this.#handle(id).change(doc => {
      doc[key] = bytes
    })
  }

  /** So many separate changes of one character each, without a pause for the network in between. */
  async longHistory({ id, key, changes }) {
    const batch = 1000
    for (let done = 0; done < changes; done += batch) {
      this.#handle(id).update(doc => {
        for (let i = done; i < Math.min(done + batch, changes); i++)
          doc = A.change(doc, { time: 0 }, d => A.splice(d, [key], i, 0, String(i % 10)))
        return doc
      })
      await pause(0)
    }
  }

  /** Many documents at once; their ids, in order. */
  createMany({ count }) {
    return Array.from({ length: count }, (_, n) => this.create({ content: { n } }))
  }

  /** Asks for all of these at once and waits until each is here and holds its number in the list. */
  async awaitMany({ ids, ms }) {
    for (const id of ids) void this.#find(id).catch(() => {})
    const here = () => ids.filter((id, n) => this.#known(id) && this.value({ id, path: ["n"] }) === n)
    await this.#until(`${ids.length} documents`, ms, () => here().length, n => n === ids.length)
  }

  /**
   * Edits these documents in turn, one change each time, until told to stop; now and then makes a
   * document that only this client has and edits it too.
   */
  startEditing({ ids, every, createEvery }) {
    const mine = [...ids]
    let n = 0
    this.#editing = setInterval(() => {
      n++
      if (n % createEvery === 0) mine.push(this.create({ content: { text: "" } }))
      const id = mine[n % mine.length]
      if (n % 3 === 0) this.put({ id, key: this.peerId, value: n })
      else this.splice({ id, key: "text", at: 0, text: String(n % 10) })
    }, every)
  }

  stopEditing() {
    clearInterval(this.#editing)
  }

  #editing

  // --- what the server says it has

  recordClaims() {
    this.network.claims = new Map()
  }

  async awaitClaim({ ms }) {
    await this.#until("a word of the server", ms, () => this.network.claims.size, n => n > 0)
  }

  /** The server is dead: when no more of its words can come, those that came since the last time. */
  async claims({ ms }) {
    await this.#until("the last words to be read", ms, () => this.network.closed, Boolean)
    const claims = [...this.network.claims].map(([id, heads]) => [id, [...heads]])
    this.network.claims.clear()
    return Object.fromEntries(claims)
  }

  /** Waits until the server has said of every document here that it has just what we have. */
  async awaitInStep({ ms }) {
    const last = this.network.lastClaims
    const behind = () =>
      this.documents().filter(id => String(last.get(id)) !== String(this.heads({ id })))
    await this.#until("the server to have every document", ms, behind, ids => ids.length === 0)
  }

  /** Asks for all of these at once; how many are found to be unavailable. */
  async countUnavailable({ ids, ms }) {
    const states = await Promise.all(ids.map(id => this.find({ id, ms })))
    return states.filter(({ state }) => state === "unavailable").length
  }

  /** Every document that was created or found here. */
  documents() {
    return [...this.#handles.keys()]
  }

  // --- ephemeral messages and remote heads

  broadcast({ id, message }) {
    this.#handle(id).broadcast(message)
  }

  async awaitEphemeral({ id, count, ms }) {
    const list = this.#list(this.#ephemeral, id)
    return this.#until(`${count} ephemeral messages`, ms, () => list, l => l.length >= count)
  }

  async storageId() {
    return this.repo.storageSubsystem?.id()
  }

  subscribe({ storageIds }) {
    this.repo.subscribeToRemotes(storageIds)
  }

  async awaitRemoteHeads({ id, storageId, heads, ms }) {
    const want = JSON.stringify(heads)
    const list = this.#list(this.#remoteHeads, id)
    const hit = seen => seen.storageId === storageId && JSON.stringify(seen.heads) === want
    await this.#until(`remote heads ${want} of ${storageId}`, ms, () => list, l => l.some(hit))
  }

  // --- the connection

  get #connected() {
    return this.network.open && this.repo.peers.length > 0
  }

  async awaitConnected({ ms }) {
    await this.#until("the server's peer message", ms, () => this.#connected, Boolean)
  }

  async awaitClosed({ ms }) {
    await this.#until("the socket to be closed", ms, () => this.network.open, open => !open)
  }

  async unplug() {
    await this.network.unplug()
  }

  /** What is sent from now on is lost on the way, until the client reconnects. */
  loseWhatIsSent() {
    this.network.losing = true
  }

  /** Spoils the sync messages it sends from now on in one of the ways of tampering.mjs. */
  tamper({ how }) {
    this.network.tamperAs(how)
  }

  plug() {
    this.network.plug()
  }

  pauseReading(args) {
    this.network.pause(args)
  }

  resumeReading() {
    this.network.resume()
  }

  traffic() {
    const { sent, received, connections, closes } = this.network
    return { sent, received, connections, closes }
  }

  identity() {
    return { peerId: this.peerId, peers: this.repo.peers }
  }

  /** Leaves: with a folder, only after what is in memory and the throttled sync state are in it. */
  async close() {
    await this.network.unplug()
    if (this.stored) {
      const { handles } = this.repo
      await this.repo.flush?.(Object.keys(handles).filter(id => handles[id].isReady()))
      await pause(300)
    }
  }
}

/** 1.x tells remote heads as hex, 2.x as base58check of the same 32 bytes. */
function hex(heads) {
  return heads
    .map(head =>
      /^[0-9a-f]{64}$/.test(head) ? head : Buffer.from(bs58check.decode(head)).toString("hex"),
    )
    .sort()
}
