import { Trouble, within } from "./trouble.js"

const COLLECTION = "xyz.groundmist.sync"
const METHOD = "xyz.groundmist.sync.authenticate"
const SECONDS = 15

/**
 * What the account says of its sync server: its record `xyz.groundmist.sync`, asked of the account's PDS.
 * @param {import("./index.js").Options} options
 * @returns {Promise<{host: string, key: string} | null>} null: it publishes none
 */
export async function publishedServer({ session, did, pds, plcDirectory, fetch }, signal) {
  const repo = session?.did ?? did
  const query = new URLSearchParams({ repo, collection: COLLECTION, rkey: repo })
  const path = `/xrpc/com.atproto.repo.getRecord?${query}`
  const response = await within(SECONDS, signal, "Your account's server", async signal => {
    if (session) return session.fetchHandler(path, { signal })
    return fetch(new URL(path, pds ?? (await pdsOf(repo, plcDirectory, fetch, signal))), { signal })
  })
  const answer = await response.json().catch(() => ({}))
  if (response.ok && typeof answer.value?.host === "string" && typeof answer.value.key === "string")
    return { host: answer.value.host.toLowerCase(), key: answer.value.key }
  if (response.ok || answer.error === "RecordNotFound") return null
  throw new Trouble("unreachable", "Your account's server doesn't say where your sync server is.")
}

/** The PDS in a DID's document (DID Core; did:plc and did:web). */
async function pdsOf(did, plcDirectory, fetch, signal) {
  const url = did.startsWith("did:web:")
    ? `https://${decodeURIComponent(did.slice("did:web:".length))}/.well-known/did.json`
    : new URL(`/${did}`, plcDirectory)
  const document = await (await fetch(url, { signal })).json()
  const service = document.id === did && document.service?.find(({ id }) => /^(did:.*)?#atproto_pds$/.test(id))
  if (!service) throw new Trouble("unreachable", "Your account's document doesn't say where your account is.")
  return service.serviceEndpoint
}

/**
 * The PDS's word, good for a minute, that this app is signed in to the account.
 * @param {import("./index.js").Session} session
 * @param {string} audience the sync server's DID
 * @returns {Promise<string>} a service-auth JWT
 */
export async function serviceAuth(session, audience, signal) {
  const query = new URLSearchParams({ aud: audience, lxm: METHOD })
  const path = `/xrpc/com.atproto.server.getServiceAuth?${query}`
  const response = await within(SECONDS, signal, "Your account's server", signal =>
    session.fetchHandler(path, { signal }).catch(error => {
      // so look the errors of @atproto/oauth-client for a session that has ended
      if (typeof error?.sub === "string") throw signedOut()
      throw error
    }),
  )
  if (response.ok) return (await response.json()).token
  if (response.status === 401) throw signedOut()
  if (response.status === 400 || response.status === 403)
    throw new Trouble("signed-out", "Your account doesn't let this app ask for your sync server. Sign in again.", {
      final: true,
    })
  throw new Trouble("unreachable", "Your account's server can't be reached.")
}

const signedOut = () =>
  new Trouble("signed-out", "This app is no longer signed in to your account. Sign in again.", { final: true })
