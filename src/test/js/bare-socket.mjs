// A WebSocket that speaks only what it is told to: for what no well-behaved client would send.
// A message is JSON in which {"$hex": "…"} stands for bytes.
import { WebSocket } from "ws"
import { cbor } from "@automerge/automerge-repo"

export class BareSocket {
  #messages = []
  #close = null

  constructor(name, { url, headers = {} }) {
    this.socket = new WebSocket(url, { headers })
    this.socket.binaryType = "arraybuffer"
    this.socket.on("message", data => this.#messages.push(readable(data)))
    let trouble = ""
    this.socket.on("error", error => (trouble = error.message))
    this.socket.on("close", (code, reason) => {
      this.#close = { code, reason: String(reason) || trouble }
    })
  }

  async awaitOpen({ ms }) {
    await this.#until(ms, () => this.#close !== null || this.socket.readyState === 1)
    if (this.#close) throw new Error(`closed: ${JSON.stringify(this.#close)}`)
  }

  send({ message }) {
    this.socket.send(cbor.encode(bytes(message)))
  }

  sendHex({ hex }) {
    this.socket.send(Buffer.from(hex, "hex"))
  }

  sendText({ text }) {
    this.socket.send(text)
  }

  messages() {
    return this.#messages
  }

  async awaitMessages({ count, ms }) {
    await this.#until(ms, () => this.#messages.length >= count)
    return this.#messages
  }

  async awaitClosed({ ms }) {
    await this.#until(ms, () => this.#close !== null)
    return this.#close
  }

  pauseReading() {
    this.socket.pause()
  }

  resumeReading() {
    this.socket.resume()
  }

  close() {
    this.socket.terminate()
  }

  async #until(ms, holds) {
    const deadline = Date.now() + ms
    while (!holds()) {
      if (Date.now() > deadline)
        throw new Error(
          `nothing more came in ${ms} ms; closed: ${JSON.stringify(this.#close)}; ` +
            `messages: ${JSON.stringify(this.#messages).slice(0, 2000)}`,
        )
      await new Promise(resolve => setTimeout(resolve, 15))
    }
  }
}

function bytes(value) {
  if (Array.isArray(value)) return value.map(bytes)
  if (value === null || typeof value !== "object") return value
  if (typeof value.$hex === "string") return new Uint8Array(Buffer.from(value.$hex, "hex"))
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, bytes(v)]))
}

function readable(data) {
  return JSON.parse(
    JSON.stringify(cbor.decode(new Uint8Array(data)), (_, value) => {
      if (value?.type === "Buffer") return { $hex: Buffer.from(value.data).toString("hex") }
      return value instanceof Uint8Array ? { $hex: Buffer.from(value).toString("hex") } : value
    }),
  )
}
