// The client's own WebSocket adapter with a plug that can be pulled and counters on the wire.
import * as websocket from "@automerge/automerge-repo-network-websocket"
import { cbor } from "@automerge/automerge-repo"
import * as tampering from "./tampering.mjs"

export class Network {
  sent = { messages: 0, bytes: 0, types: {} }
  received = { messages: 0, bytes: 0, types: {} }
  unplugged = false
  losing = false
  /** What is done to the data of sync messages on their way out, if anything. */
  tamper = undefined
  connections = 0
  closes = []
  /** By document, the heads that the server said it has; null until someone wants to know. */
  claims = null
  /** By document, the heads in the server's last message, sorted. */
  lastClaims = new Map()

  constructor(url, { retryInterval = 1000, plugged = true } = {}) {
    this.unplugged = !plugged
    const adapter = (this.adapter = new websocket.BrowserWebSocketClientAdapter(url, retryInterval))
    const connect = adapter.connect.bind(adapter)
    adapter.connect = (peerId, metadata) => {
      adapter.peerId ??= peerId
      this.#identity = [peerId, metadata]
      if (this.unplugged || adapter.socket?.readyState === 1) return
      if (!adapter.socket) adapter.peerId = undefined
      connect(peerId, metadata)
      this.#watch(adapter.socket)
    }
    const receive = adapter.receiveMessage.bind(adapter)
    adapter.receiveMessage = bytes => {
      const message = count(this.received, bytes)
      if (this.claims && message?.type === "sync") this.#claimed(message)
      receive(bytes)
    }
    adapter.on("peer-candidate", () => this.connections++)
    const send = adapter.send.bind(adapter)
    adapter.send = message => {
      if (this.unplugged || this.losing) return
      const spoilt = this.tamper && message.data && (message.type === "sync" || message.type === "request")
      send(spoilt ? { ...message, data: this.tamper(message.data, message.documentId) } : message)
    }
  }

  tamperAs(how) {
    this.tamper = how && tampering[how]()
  }

  #identity

  #claimed({ documentId, data }) {
    const claimed = heads(data)
    this.lastClaims.set(documentId, claimed.sort())
    if (!this.claims.has(documentId)) this.claims.set(documentId, new Set())
    for (const head of claimed) this.claims.get(documentId).add(head)
  }

  #watch(socket) {
    const send = socket.send.bind(socket)
    socket.send = (bytes, ...rest) => {
      count(this.sent, bytes)
      send(bytes, ...rest)
    }
    socket.on("close", (code, reason) => this.closes.push({ code, reason: String(reason) }))
  }

  /** Pulls the plug: the socket is cut without a goodbye, and nothing connects until plug(). */
  async unplug() {
    this.unplugged = true
    const { socket } = this.adapter
    if (!socket || socket.readyState === 3) return
    const closed = new Promise(resolve => socket.once("close", resolve))
    socket.on("error", () => {}) // what ws says of a socket that was still connecting
    socket.terminate()
    await closed
  }

  plug() {
    this.losing = false
    if (!this.unplugged) return
    this.unplugged = false
    if (this.#identity) this.adapter.connect(...this.#identity)
  }

  /** Stops reading the socket, as a suspended laptop does; what the peer sends piles up on its side. */
  pause({ forGood = false } = {}) {
    this.adapter.socket.pause()
    if (forGood) this.unplugged = true
  }

  resume() {
    this.adapter.socket.resume()
  }

  get open() {
    return this.adapter.socket?.readyState === 1
  }

  /** Nothing more can come from the socket there was. */
  get closed() {
    return (this.adapter.socket?.readyState ?? 3) === 3
  }
}

function count(counter, bytes) {
  counter.messages++
  counter.bytes += bytes.byteLength
  let message
  try {
    message = cbor.decode(new Uint8Array(bytes))
  } catch {
    // counted under its own name
  }
  const type = message?.type ?? "undecodable"
  counter.types[type] = (counter.types[type] ?? 0) + 1
  return message
}

/** The heads of a sync message, as hex: after the byte of its version a count and 32 bytes each. */
function heads(data) {
  let at = 1
  let count = 0
  for (let shift = 0; ; shift += 7) {
    const byte = data[at++]
    count |= (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  return Array.from({ length: count }, (_, i) =>
    Buffer.from(data.subarray(at + 32 * i, at + 32 * (i + 1))).toString("hex"),
  )
}
