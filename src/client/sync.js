import { Admission, withResolvers } from "./admission.js"
import { decode, encode } from "./cbor.js"
import { Emitter } from "./emitter.js"
import { Server } from "./server.js"
import { standardStore } from "./store.js"
import { Trouble } from "./trouble.js"

const PEER_MS = 20_000
const STEADY_MS = 30_000 // a connection that held so long was a good one
const SHORT_LIVED = 2 // so many failures count at most while connections come about, but don't last
const READY_MS = 1000 // then documents that aren't here count as unavailable, for the time being
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000

/**
 * The way to the user's own sync server, as a network adapter of an automerge-repo (1.2 to 2.5).
 *
 * One attempt after the other: find the server, have it prove itself, be let in, get a ticket, open a
 * WebSocket, and stay until it closes. index.d.ts tells what apps may use.
 */
export class GroundmistSync extends Emitter {
  /** @type {import("./index.js").Status} */
  status = { state: "offline", sentence: "Not connected to your sync server yet." }
  peerId
  peerMetadata

  #options
  #admission
  #life = new AbortController()
  #wake = () => {}
  #socket
  #remote // the server's peer id while connected
  #ready = withResolvers()
  #isReady = false

  /** @param {import("./index.js").Options} options */
  constructor(options) {
    super()
    this.#options = {
      ...options,
      plcDirectory: options.plcDirectory ?? "https://plc.directory",
      store: options.store ?? standardStore(),
      fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
      WebSocket: options.WebSocket ?? globalThis.WebSocket,
    }
    this.#admission = new Admission(this.#options, code => {
      if (this.status.code === code) return
      this.#say({ state: "approval", sentence: `Let this app in on your sync server. The code there is ${code}.`, code })
    })
  }

  // --- what automerge-repo calls

  connect(peerId, peerMetadata = {}) {
    this.disconnect()
    this.peerId = peerId
    this.peerMetadata = peerMetadata
    this.#life = new AbortController()
    setTimeout(() => this.#makeReady(), READY_MS)
    this.#watchPresence(this.#life.signal)
    void this.#live(this.#life.signal)
  }

  disconnect() {
    this.#life.abort()
    this.#socket?.close()
    this.#left()
    this.#wake()
  }

  send(message) {
    if (this.#remote) this.#socket.send(encode(message))
  }

  isReady() {
    return this.#isReady
  }

  whenReady() {
    return this.#ready.promise
  }

  #makeReady() {
    if (this.#isReady) return
    this.#isReady = true
    this.#ready.resolve()
    this.emit("ready", { network: this })
  }

  // --- what apps call

  retry(session) {
    if (this.status.state === "stopped") this.#admission.askAnew(session)
    this.#wake()
  }

  rootDocument(make) {
    return this.#admission.rootDocument(make, () => this.#socket?.close())
  }

  forget() {
    this.disconnect()
    return this.#admission.forget()
  }

  // --- one attempt after the other

  async #live(life) {
    for (let failures = 0; !life.aborted; failures++) {
      let pause = 0
      try {
        failures = (await this.#attempt(life)) ? 0 : Math.min(failures, SHORT_LIVED)
        if (life.aborted) return
        this.#say({ state: "offline", reason: "closed", sentence: "The connection to your sync server was lost." })
      } catch (error) {
        if (life.aborted) return
        const known = error instanceof Trouble
        const { reason, message, final, after } = known ? error : new Trouble("unreachable", "Your sync server can't be used.")
        this.#say({ state: final ? "stopped" : "offline", reason, sentence: message })
        pause = final ? Infinity : after * 1000
      }
      const backOff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random())
      await this.#rest(Math.max(pause, backOff))
    }
  }

  #rest(ms) {
    return new Promise(resolve => {
      const timer = ms < Infinity ? setTimeout(resolve, ms) : undefined
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #attempt(life) {
    this.#say({ state: "connecting", sentence: "Connecting to your sync server." })
    const keys = await this.#admission.keys()
    const server = new Server(await this.#admission.find(life), keys, this.#options.fetch)
    await server.check(life)
    const ticket = (await this.#admission.ticket(server, life)) ?? (await this.#admission.ticket(server, life))
    if (!ticket) throw new Trouble("unreachable", "Your sync server can't answer now.")
    return this.#talk(`${server.origin.replace("http", "ws")}/?${new URLSearchParams({ token: ticket })}`, life)
  }

  /** @returns {Promise<boolean>} once it is closed: whether the connection was a good one */
  #talk(url, life) {
    return new Promise((resolve, reject) => {
      if (life.aborted) return resolve(false)
      const socket = new this.#options.WebSocket(url)
      socket.binaryType = "arraybuffer"
      this.#socket = socket
      const deadline = setTimeout(() => socket.close(), PEER_MS)
      let since
      socket.onopen = () => {
        const { peerId: senderId, peerMetadata } = this
        socket.send(encode({ type: "join", senderId, peerMetadata, supportedProtocolVersions: ["1"] }))
      }
      socket.onmessage = ({ data }) => {
        if (life.aborted || typeof data === "string") return
        const message = read(data)
        if (!message) return socket.close()
        if (message.type === "error") return
        if (message.type !== "peer") return this.emit("message", message)
        clearTimeout(deadline)
        since = Date.now()
        this.#remote = message.senderId
        this.#makeReady()
        this.#say({ state: "online", sentence: "Connected to your sync server." })
        this.emit("peer-candidate", { peerId: message.senderId, peerMetadata: message.peerMetadata ?? {} })
      }
      socket.onerror = () => {} // onclose follows
      socket.onclose = () => {
        clearTimeout(deadline)
        if (!life.aborted) this.#left()
        if (since === undefined) reject(new Trouble("unreachable", "Your sync server can't answer now."))
        else resolve(Date.now() - since > STEADY_MS)
      }
    })
  }

  #left() {
    const peerId = this.#remote
    this.#remote = undefined
    if (peerId) this.emit("peer-disconnected", { peerId })
  }

  /** A network that is gone or new makes sockets deaf without closing them. */
  #watchPresence(signal) {
    const listen = (target, event, listener) => target?.addEventListener?.(event, listener, { signal })
    const wake = () => this.status.state === "offline" && this.#wake()
    listen(globalThis, "offline", () => this.#socket?.close())
    listen(globalThis, "online", wake)
    listen(globalThis.document, "visibilitychange", () => document.visibilityState === "visible" && wake())
  }

  #say(status) {
    this.status = status
    this.#options.onStatus?.(status)
  }
}

function read(data) {
  try {
    return decode(new Uint8Array(data))
  } catch {
    return undefined
  }
}
