import { newKeys } from "./proof.js"
import { publishedServer, serviceAuth } from "./record.js"
import { Trouble } from "./trouble.js"

const HELD_SECONDS = 60 // the longest that a server holds a request
const ASKING_MS = 10 * 60_000 // as long as a server keeps what it was asked
const EXPIRY_MARGIN_MS = 30_000

const STRANGER = "Sign in, or open the link of an invitation, to connect this app."
const final = { final: true }

/**
 * Where the user's server is and how this app is let in there: by a grant that its key already holds, by an
 * invitation, or by the owner's approval.
 */
export class Admission {
  #options
  #name // of what is kept about this account and space
  /** @type {{keys: CryptoKeyPair, server?: {host: string, key: string}, admitted?: boolean, rootDocUrl?: string}} */
  #kept
  /** @type {{host: string, value: string, expires: number} | undefined} */
  #token
  #invitation
  #askAnew = false // whether to ask for approval although an earlier one was taken back
  #makeRoot
  #offered // the address that makeRoot gave, until the server has answered with the one that holds
  #root = withResolvers()
  #onCode

  /** @param {import("./index.js").Options} options @param {(code: string) => void} onCode to show to the user */
  constructor(options, onCode) {
    this.#options = options
    this.#invitation = options.invitation ?? undefined
    this.#name = `${options.session?.did ?? options.did ?? "invited"} ${options.space}`
    this.#onCode = onCode
  }

  /** The app's keys for this account and space, made when there are none. */
  async keys() {
    if (!this.#kept) {
      const keys = await newKeys()
      this.#kept = await this.#options.store.change(this.#name, kept => ({ keys, ...kept }))
    }
    return this.#kept.keys
  }

  /** Throws the keys away, and with them all that was granted to them. */
  async forget() {
    await this.#options.store.change(this.#name, () => undefined)
    this.#kept = undefined
    this.#token = undefined
  }

  /** After this, an app that was cut off asks for approval again. */
  askAnew(session) {
    if (session) this.#options.session = session
    this.#askAnew = true
  }

  /** An invitation says where the server is, else the account; while that can't be asked, what it said last. */
  async find(life) {
    if (this.#invitation) return this.#invitation
    const { session, did } = this.#options
    const { server } = this.#kept
    if (session || did) {
      const published = await publishedServer(this.#options, life).catch(error => {
        if (!server) throw error
      })
      if (published) return published
    }
    if (server) return server
    if (session || did) throw new Trouble("no-server", "Your account names no sync server.", final)
    throw new Trouble("no-server", STRANGER, final)
  }

  /** @returns {Promise<string | undefined>} good for one WebSocket; undefined: try once more, with a new token */
  async ticket(server, life) {
    const left = (this.#token?.expires ?? 0) - Date.now()
    if (this.#token?.host !== server.host || left < EXPIRY_MARGIN_MS) await this.#enter(server, life)
    const ticket = await server.ticket(this.#token.value, life)
    if (!ticket) this.#token = undefined
    return ticket
  }

  /**
   * The root document's address; when no device has named one, `make` is called once this app is let in.
   * @param {() => void} enterAgain called when that is settled at the next entry
   */
  async rootDocument(make, enterAgain) {
    await this.keys()
    if (this.#kept.rootDocUrl) return this.#kept.rootDocUrl
    this.#makeRoot ??= make
    this.#token = undefined
    enterAgain()
    return this.#root.promise
  }

  async #enter(server, life) {
    await this.#letIn(server, life)
    if (this.#kept.rootDocUrl || !this.#makeRoot) return
    try {
      this.#offered ??= await this.#makeRoot()
    } catch (error) {
      this.#root.reject(error)
      this.#root = withResolvers()
      this.#makeRoot = undefined
      return
    }
    const { status, answer } = await server.authenticate(this.#request(), undefined, life)
    if (status === 200) await this.#admitted(server, answer)
  }

  async #letIn(server, life) {
    if (this.#invitation) return this.#redeem(server, life)
    if (this.#kept.admitted && this.#kept.server?.key === server.key) {
      const { status, answer } = await server.authenticate(this.#request(), undefined, life)
      if (status === 200) return this.#admitted(server, answer)
      if (answer.error !== "not_approved") throw refusal(answer)
      if (!this.#askAnew) throw new Trouble("revoked", "This app was cut off from your sync server.", final)
    }
    if (!this.#options.session) throw new Trouble("signed-out", STRANGER, final)
    await this.#ask(server, life)
  }

  async #redeem(server, life) {
    const { secret } = this.#invitation
    const request = { ...this.#request(), invitation: secret }
    const { status, answer } = await server.authenticate(request, undefined, life)
    const trouble = status === 200 ? undefined : refusal(answer)
    if (!trouble || trouble.final) this.#invitation = undefined
    if (trouble) throw trouble
    await this.#admitted(server, answer)
  }

  /** Asks until the owner decides; each request is held, so that the decision is known at once. */
  async #ask(server, life) {
    const begun = Date.now()
    for (let wait = 0; ; wait = HELD_SECONDS) {
      const jwt = await serviceAuth(this.#options.session, server.did, life)
      const { status, answer } = await server.authenticate({ ...this.#request(), wait }, jwt, life)
      if (status === 200) return this.#admitted(server, answer)
      if (answer.error !== "approval_required") throw refusal(answer)
      if (Date.now() - begun > ASKING_MS)
        throw new Trouble("unanswered", "Nobody let this app in. Try again when you are at your sync server.", final)
      this.#onCode(answer.code)
    }
  }

  #request() {
    const { space, appName } = this.#options
    const rootDocUrl = this.#kept.rootDocUrl ?? this.#offered ?? null
    return { lexiconAuthorityDomain: space, appName, rootDocUrl }
  }

  async #admitted({ host, key }, { token, expiresIn, rootDocUrl }) {
    this.#askAnew = false
    this.#token = { host, value: token, expires: Date.now() + expiresIn * 1000 }
    const news = { server: { host, key }, admitted: true, ...(rootDocUrl && { rootDocUrl }) }
    this.#kept = await this.#options.store.change(this.#name, kept => ({ ...this.#kept, ...kept, ...news }))
    if (rootDocUrl) this.#root.resolve(rootDocUrl)
  }
}

/** A proof that came too late, or a question that went unheard, is worth another attempt; a decision isn't. */
function refusal({ error, message }) {
  const again = /^(proof_|ask_again$)/.test(error)
  const sentence = typeof message === "string" ? message : "Your sync server refused this app."
  return again ? new Trouble("unreachable", sentence) : new Trouble("refused", sentence, final)
}

/** Promise.withResolvers, which browsers have since 2024 only. */
export function withResolvers() {
  const all = {}
  all.promise = new Promise((resolve, reject) => Object.assign(all, { resolve, reject }))
  return all
}
