import { fromBase64Url, toBase64Url } from "./encoding.js"
import { originOf } from "./invitation.js"
import { verificationKey } from "./multikey.js"
import { isSignedBy, proof } from "./proof.js"
import { Trouble, within } from "./trouble.js"

const SECONDS = 15

/**
 * A sync server as an app sees it. Nothing but a random number is sent to it before {@link check} has
 * proved that it holds the published key.
 */
export class Server {
  #keys
  #fetch
  #checked = false
  /** @type {string | undefined} the nonce that the next proof has to hold */
  #nonce

  /**
   * @param {{host: string, key?: string}} published
   * @param {CryptoKeyPair} keys the app's
   * @param {typeof fetch} fetch
   */
  constructor({ host, key }, keys, fetch) {
    this.host = host
    this.key = key
    this.origin = originOf(host)
    this.did = `did:web:${encodeURIComponent(host)}`
    this.#keys = keys
    this.#fetch = fetch
  }

  /** Has the server sign a number of ours. Without a known key (an invitation) it tells its own. */
  async check(signal) {
    const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
    const url = `${this.origin}/.well-known/groundmist-sync?${new URLSearchParams({ nonce, origin: this.origin })}`
    const { response, answer } = await this.#ask(url, {}, SECONDS, signal)
    if (!response.ok || typeof answer.signature !== "string" || typeof answer.key !== "string")
      throw new Trouble("unreachable", "At the address of your sync server something else answers.")
    const text = `groundmist-sync server proof v1\n${this.origin}\n${nonce}`
    const key = this.key ?? answer.key
    const right = await verificationKey(key)
      .then(verifier => isSignedBy(verifier, fromBase64Url(answer.signature), text))
      .catch(() => false)
    if (!right)
      throw new Trouble("impostor", `At ${this.host} another server answers, not yours. Nothing was sent to it.`)
    this.key = key
    // a server without a public address is known to PDSes by a name of this computer only
    if (this.origin.startsWith("http:") && typeof answer.did === "string") this.did = answer.did
    this.#checked = true
  }

  /**
   * @param {object} request what POST /authenticate takes
   * @param {string} [jwt] from the PDS; without it the app's key must have been let in before
   */
  authenticate(request, jwt, signal) {
    const seconds = SECONDS + (request.wait ?? 0)
    return this.#post("/authenticate", request, jwt && ["Bearer", jwt], seconds, signal)
  }

  /** @returns {Promise<string | undefined>} good for one WebSocket; undefined: the token is no longer good */
  async ticket(token, signal) {
    const { status, answer } = await this.#post("/ticket", undefined, ["DPoP", token], SECONDS, signal)
    return status === 200 ? answer.ticket : undefined
  }

  async #post(path, body, [scheme, credential] = [], seconds, signal) {
    if (!this.#checked) throw new Error("The server was not checked.")
    const url = this.origin + path
    for (let challenged = false; ; challenged = true) {
      const headers = { DPoP: await proof(this.#keys, { method: "POST", url, nonce: this.#nonce, credential }) }
      if (credential) headers.Authorization = `${scheme} ${credential}`
      if (body) headers["Content-Type"] = "application/json"
      const init = { method: "POST", headers, body: body && JSON.stringify(body) }
      const { response, answer } = await this.#ask(url, init, seconds, signal)
      const { status } = response
      if (status === 401 && !challenged) continue
      if (status === 200 || status === 403) return { status, answer }
      if (status === 400)
        throw new Trouble("refused", answer.message ?? "Your sync server didn't understand this app.", { final: true })
      const after = Number(response.headers.get("Retry-After")) || 0
      throw new Trouble("unreachable", answer.message ?? "Your sync server can't answer now.", { after })
    }
  }

  #ask(url, init, seconds, signal) {
    return within(seconds, signal, "Your sync server", async signal => {
      const policy = { credentials: "omit", redirect: "error", cache: "no-store", referrerPolicy: "no-referrer" }
      const response = await this.#fetch(url, { ...init, ...policy, signal })
      this.#nonce = response.headers.get("DPoP-Nonce") ?? this.#nonce
      return { response, answer: (await response.json().catch(() => null)) ?? {} }
    })
  }
}
