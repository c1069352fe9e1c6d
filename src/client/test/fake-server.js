// A sync server, its owner and the owner's PDS, as far as an app can tell: all that was asked of them is in `requests`.
import { createServer } from "node:http"
import { decode, encode } from "../cbor.js"
import { fromBase64Url, toBase64Url } from "../encoding.js"

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
const CODE = "K7-QM"
const NONCE = "nonce-of-the-server"

export async function multikeyOf(publicKey) {
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey))
  const bytes = [0x80, 0x24, 2 + (point[64] & 1), ...point.subarray(1, 33)]
  let value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  let text = ""
  for (; value > 0n; value /= 58n) text = BASE58[Number(value % 58n)] + text
  return `z${text}`
}

const sha256 = async text => toBase64Url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))
const jsonOf = part => JSON.parse(new TextDecoder().decode(fromBase64Url(part)))

export class FakeServer {
  requests = []
  sockets = new Set()
  grants = new Set() // x of the keys that are let in
  tokens = new Set()
  tickets = new Set()
  decision // "approve", "deny" or not made yet
  invitation
  rootDocUrl = null
  expiresIn = 900
  pdsIsUp = true
  joins = []
  #onDecision = new Set()
  #http = createServer((request, response) => this.#answer(request, response))

  static async start() {
    const server = new FakeServer()
    await new Promise(resolve => server.#http.listen(0, "127.0.0.1", resolve))
    server.host = `127.0.0.1:${server.#http.address().port}`
    server.origin = `http://${server.host}`
    server.keys = await crypto.subtle.generateKey(ES256, false, ["sign", "verify"])
    server.key = await multikeyOf(server.keys.publicKey)
    server.record = { host: server.host, key: server.key }
    return server
  }

  stop() {
    this.sockets.forEach(socket => socket.drop())
    this.#http.closeAllConnections()
    this.#http.close()
  }

  decide(decision) {
    this.decision = decision
    this.#onDecision.forEach(resolve => resolve())
  }

  revoke() {
    this.grants.clear()
    this.tokens.clear()
    this.decision = undefined
    this.sockets.forEach(socket => socket.drop())
  }

  /** The OAuth session of the app, at the owner's PDS. */
  session = {
    did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
    fetchHandler: async path => {
      if (!this.pdsIsUp) throw new TypeError("fetch failed")
      const url = new URL(path, "http://pds")
      if (url.pathname.endsWith("getRecord"))
        return this.record
          ? Response.json({ value: this.record })
          : Response.json({ error: "RecordNotFound" }, { status: 400 })
      if (this.signedOut) throw Object.assign(new Error("no session"), { sub: this.session.did })
      return Response.json({ token: `jwt for ${url.searchParams.get("aud")} ${Math.random()}` })
    },
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.origin)
    let text = ""
    for await (const chunk of request) text += chunk
    const { authorization, dpop } = request.headers
    const body = text ? JSON.parse(text) : undefined
    this.requests.push({ line: `${request.method} ${url.pathname}`, authorization, body, query: url.search })
    const [status, answer] = await this.#answerTo(url, authorization, dpop, body)
    const nonce = request.method === "POST" ? { "DPoP-Nonce": NONCE } : {}
    response.writeHead(status, { "Content-Type": "application/json", ...nonce })
    response.end(JSON.stringify(answer))
  }

  async #answerTo(url, authorization, dpop, body) {
    if (this.failing) return [503, { error: "busy", message: "Busy." }]
    if (url.pathname === "/.well-known/groundmist-sync") return [200, await this.#proveItself(url.searchParams)]
    const credential = authorization?.split(" ").slice(1).join(" ")
    const [nonce, key] = await this.#checkProof(dpop, url.pathname, credential)
    if (nonce !== NONCE) return [401, { error: "use_dpop_nonce" }]
    if (url.pathname === "/ticket") {
      if (!this.tokens.has(credential)) return [403, { error: "token_unknown" }]
      const ticket = toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
      this.tickets.add(ticket)
      return [200, { ticket, expiresIn: 30 }]
    }
    return this.#authenticate(key, authorization, body)
  }

  async #proveItself(query) {
    const text = `groundmist-sync server proof v1\n${query.get("origin")}\n${query.get("nonce")}`
    const signature = await crypto.subtle.sign(ES256, this.keys.privateKey, new TextEncoder().encode(text))
    return { did: "did:web:localhost", origin: this.origin, key: this.key, signature: toBase64Url(signature) }
  }

  async #checkProof(dpop, path, credential) {
    const [header, claims, signature] = dpop.split(".")
    const { typ, alg, jwk } = jsonOf(header)
    const { htm, htu, ath, nonce, iat, jti } = jsonOf(claims)
    const key = await crypto.subtle.importKey("jwk", jwk, ES256, false, ["verify"])
    const text = new TextEncoder().encode(`${header}.${claims}`)
    const good =
      (await crypto.subtle.verify(ES256, key, fromBase64Url(signature), text)) &&
      `${typ} ${alg} ${htm} ${htu}` === `dpop+jwt ES256 POST ${this.origin}${path}` &&
      ath === (credential && (await sha256(credential))) &&
      Math.abs(iat - Date.now() / 1000) < 5 &&
      jti.length > 16 &&
      !jwk.d
    if (!good) throw new Error("the proof is wrong")
    return [nonce, jwk.x]
  }

  async #authenticate(key, authorization, { wait, invitation, rootDocUrl }) {
    if (invitation !== undefined) {
      if (invitation !== this.invitation) return [403, { error: "invitation_unknown", message: "The invitation is used up." }]
      this.invitation = undefined
      this.grants.add(key)
    }
    if (!this.grants.has(key)) {
      if (!authorization) return [403, { error: "not_approved" }]
      if (wait && !this.decision) await new Promise(resolve => this.#onDecision.add(resolve))
      if (this.decision === "deny") return [403, { error: "denied", message: "The owner said no." }]
      if (this.decision !== "approve") return [403, { error: "approval_required", code: CODE, message: "Wait." }]
      this.grants.add(key)
    }
    this.rootDocUrl ??= rootDocUrl
    const token = toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
    this.tokens.add(token)
    return [200, { result: "OK", token, rootDocUrl: this.rootDocUrl, expiresIn: this.expiresIn }]
  }

  /** What the app uses as WebSocket: goes to this server without a wire. */
  get WebSocket() {
    const server = this
    return class {
      constructor(url) {
        const ticket = new URL(url).searchParams.get("token")
        setTimeout(() => {
          if (!server.tickets.delete(ticket)) return this.onclose()
          server.sockets.add(this)
          this.onopen()
        })
      }

      send(bytes) {
        const message = decode(bytes)
        if (message.type !== "join") return server.messages.push(message)
        server.joins.push(message)
        this.receive({
          type: "peer",
          senderId: "storage-server-service-worker-fake",
          targetId: message.senderId,
          peerMetadata: { isEphemeral: false },
          selectedProtocolVersion: "1",
        })
      }

      receive(message) {
        setTimeout(() => this.onmessage({ data: encode(message).buffer }))
      }

      drop() {
        if (server.sockets.delete(this)) setTimeout(() => this.onclose())
      }

      close() {
        this.drop()
      }
    }
  }

  messages = []
}
