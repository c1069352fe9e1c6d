// Light clients for the benchmark: the automerge-repo messages of many clients at little cost, so that
// the driver isn't what is measured. What they send was either made by Automerge in an exchange with the
// server at hand and is sent again for other documents (record, replay), or is made from changes that
// Automerge made beforehand (editMessage, acknowledgement; protocols of the Automerge sync message V1).
import { createHash, randomBytes } from "node:crypto"
import { WebSocket } from "ws"
import bs58check from "bs58check"
import { cbor } from "@automerge/automerge-repo"
import { next as A } from "@automerge/automerge"

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/** A document id as automerge-repo makes them: 16 bytes of a UUID v4. */
export function newDocumentId() {
  const bytes = randomBytes(16)
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return bs58check.encode(bytes)
}

/** One joined WebSocket. Counts the messages and bytes of its sync traffic, without the handshake. */
export class LightClient {
  sent = { messages: 0, bytes: 0 }
  received = { messages: 0, bytes: 0 }
  #handlers = new Map()
  #serverId

  static async connected(url, options) {
    const client = new LightClient(url, options)
    await client.joined
    return client
  }

  /** `bare`: the server is none of automerge-repo's, and nobody joins. */
  constructor(url, { bare = false } = {}) {
    this.senderId = `light-${randomBytes(6).toString("hex")}`
    this.socket = new WebSocket(url, { perMessageDeflate: false })
    this.joined = new Promise((resolve, reject) => {
      this.socket.once("error", reject)
      this.socket.on("close", (code, reason) => {
        if (this.leaving) return
        const said = new Error(`the server closed a socket: ${code} ${reason}`)
        reject(said)
        this.lost?.(said)
      })
      this.socket.once("open", () => {
        if (bare) return resolve()
        this.socket.send(
          cbor.encode({
            type: "join",
            senderId: this.senderId,
            peerMetadata: { isEphemeral: true },
            supportedProtocolVersions: ["1"],
          }),
        )
      })
      this.socket.on("message", bytes => {
        const message = cbor.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
        if (message.type === "peer") {
          this.#serverId = message.senderId
          resolve()
        } else if (message.type === "sync") {
          this.received.messages++
          this.received.bytes += bytes.byteLength
          this.#handlers.get(message.documentId)?.(message.data)
        } else if (message.type === "error" || message.type === "doc-unavailable") {
          this.lost?.(new Error(`the server said ${JSON.stringify(message)}`))
        }
      })
    })
  }

  onSync(documentId, handler) {
    if (handler) this.#handlers.set(documentId, handler)
    else this.#handlers.delete(documentId)
  }

  send(type, documentId, data) {
    const { senderId } = this
    const bytes = cbor.encode({ type, senderId, targetId: this.#serverId, documentId, data })
    this.sent.messages++
    this.sent.bytes += bytes.byteLength
    this.socket.send(bytes)
  }

  async close() {
    this.leaving = true
    if (this.socket.readyState === 3) return
    const closed = new Promise(resolve => this.socket.once("close", resolve))
    this.socket.close()
    await Promise.race([closed, pause(2000).then(() => this.socket.terminate())])
  }
}

// --- sync messages as bytes

class Reader {
  at = 1
  constructor(data) {
    this.data = data
  }
  number() {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.data[this.at++]
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  skip(bytes) {
    this.at += bytes
  }
}

/** The heads that a sync message names: 32 bytes each, sorted, one after the other. */
export function headsOf(data) {
  const reader = new Reader(data)
  const count = reader.number()
  return data.subarray(reader.at, reader.at + 32 * count)
}

/** Where a sync message's changes begin, and how many entries they are. */
function changesOf(data) {
  const reader = new Reader(data)
  for (let lists = 0; lists < 2; lists++) reader.skip(32 * reader.number())
  for (let have = reader.number(); have > 0; have--) {
    reader.skip(32 * reader.number())
    reader.skip(reader.number())
  }
  return { reader, count: reader.number() }
}

export const carriesChanges = data => changesOf(data).count > 0

/** What follows the changes: the capabilities of who made the message. */
function flagsOf(data) {
  const { reader, count } = changesOf(data)
  for (let i = 0; i < count; i++) reader.skip(reader.number())
  return data.subarray(reader.at)
}

const FLAGS = flagsOf(A.generateSyncMessage(A.init(), A.initSyncState())[1])

function uleb(value) {
  const bytes = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128)
  return Buffer.from([...bytes, value])
}

/** The Bloom filter of one hash: 10 bits, 7 probes. */
function bloomOf(hash) {
  const [bits, filter] = [16, Buffer.alloc(2)]
  let [x, y, z] = [0, 4, 8].map(at => hash.readUInt32LE(at) % bits)
  for (let probe = 0; probe < 7; probe++) {
    filter[x >> 3] |= 1 << (x & 7)
    x = (x + y) % bits
    y = (y + z) % bits
  }
  return Buffer.concat([Buffer.from([1, 10, 7]), filter])
}

/** What a client says right after an edit: its new heads, the change, and that it is new since lastSync. */
export function editMessage({ hash, lastSync, chunk }) {
  const bloom = bloomOf(hash)
  return Buffer.concat([
    Buffer.from([0x42, 1]),
    hash,
    Buffer.from([0, 1, 1]),
    lastSync,
    uleb(bloom.length),
    bloom,
    Buffer.from([1]),
    uleb(chunk.length),
    chunk,
    FLAGS,
  ])
}

/** What a client says when it has taken everything up to these heads. */
export function acknowledgement(heads) {
  const count = uleb(heads.length / 32)
  return Buffer.concat([Buffer.from([0x42]), count, heads, Buffer.from([0, 1]), count, heads, Buffer.from([0, 0]), FLAGS])
}

/** The heads of an Automerge document as the wire has them. */
export const wireHeads = doc => Buffer.from([...A.getHeads(doc)].sort().join(""), "hex")

/** A text document and the messages of `edits` edits of one character each, the n-th at index n-1. */
export function editedDocument(edits) {
  const first = A.from({ text: "" })
  const messages = []
  let doc = A.clone(first)
  for (let i = 0; i < edits; i++) {
    const lastSync = wireHeads(doc)
    doc = A.change(doc, { time: 0 }, d => A.splice(d, ["text"], i, 0, String(i % 10)))
    const hash = wireHeads(doc)
    messages.push({ data: editMessage({ hash, lastSync, chunk: A.getLastLocalChange(doc) }), heads: hash })
  }
  return { first, messages }
}

// --- whole exchanges

/**
 * Syncs one document with Automerge itself until the server has named its heads (or `wanted`), and
 * everything that came is applied. Returns the document, its sync state, and what was sent.
 */
export async function syncWithAutomerge(client, documentId, { doc = A.init(), state = A.initSyncState(), type = "sync", wanted }) {
  const sent = []
  const speak = () => {
    const [next, message] = A.generateSyncMessage(doc, state)
    state = next
    if (!message) return
    sent.push(Buffer.from(message))
    client.send(sent.length === 1 ? type : "sync", documentId, message)
  }
  await new Promise((resolve, reject) => {
    client.lost = reject
    client.onSync(documentId, data => {
      ;[doc, state] = A.receiveSyncMessage(doc, state, data)
      speak()
      const mine = wireHeads(doc)
      if (headsOf(data).equals?.(mine) ?? Buffer.from(headsOf(data)).equals(mine)) {
        if (!wanted || mine.equals(wanted)) resolve()
      }
    })
    speak()
  })
  client.lost = undefined
  return { doc, state, sent }
}

/** Uploads the document under a new id and keeps what Automerge sent to this server for it. */
export async function recordUpload(client, doc) {
  const { sent } = await syncWithAutomerge(client, newDocumentId(), { doc: A.clone(doc) })
  return { sent, heads: wireHeads(doc), type: "sync", isDone: () => true }
}

/** Downloads the document and keeps what Automerge sent to this server for it. */
export async function recordDownload(client, documentId, doc) {
  const wanted = wireHeads(doc)
  const { sent } = await syncWithAutomerge(client, documentId, { type: "request", wanted })
  return { sent, heads: wanted, type: "request", isDone: carriesChanges }
}

/**
 * Plays a recorded exchange for many documents over one socket, at most `window` of them at a time.
 * A document is done when the server has named its heads (in a download: with changes).
 */
export function replay(client, documentIds, { sent, heads, type, isDone }, window = Infinity) {
  return new Promise((resolve, reject) => {
    client.lost = reject
    let [started, finished] = [0, 0]
    const start = () => {
      const id = documentIds[started++]
      let [said, done] = [1, false]
      client.onSync(id, data => {
        if (said < sent.length) client.send("sync", id, sent[said++])
        if (done || !Buffer.from(headsOf(data)).equals(heads) || !isDone(data)) return
        done = true
        if (++finished === documentIds.length) {
          client.lost = undefined
          resolve()
        } else if (started < documentIds.length) start()
      })
      client.send(type, id, sent[0])
    }
    while (started < Math.min(window, documentIds.length)) start()
  })
}

/** Words that don't repeat, so that a text of this many characters stays large when deflated. */
export function prose(length) {
  let text = ""
  for (let i = 0; text.length < length; i++) {
    text += createHash("sha256").update(String(i)).digest("base64").slice(0, 3 + (i % 9)) + " "
  }
  return text.slice(0, length)
}
