// A client of the prototype as it is in the wild: what it does with the OAuth session, then automerge-repo 1.1.12 with its own
// adapter. Only "https" and "wss" are "http" and "ws" here.
import { BrowserOAuthClient } from "@atproto/oauth-client-browser"
import { BrowserWebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket"
import { Repo } from "@automerge/automerge-repo"

const SPACE = "xyz.groundmist.library"
const status = text => (document.getElementById("status").textContent = text)
const seen = (globalThis.seen = { secrets: [], refusals: [] })

// the proofs and the access token on their way to the sync server and to the PDS
const fetched = globalThis.fetch
globalThis.fetch = (input, init) => {
  const request = new Request(input, init)
  const credential = request.headers.get("Authorization")?.split(" ")[1]
  seen.secrets.push(...[request.headers.get("DPoP"), credential].filter(Boolean))
  return fetched(request)
}

const network = await (await fetch("network.json")).json()
const origin = location.origin
const scope = "atproto transition:generic"
const clientId = `http://localhost?${new URLSearchParams({ redirect_uri: `${origin}/`, scope })}`
const oauth = await BrowserOAuthClient.load({ clientId, ...network })
const session = (await oauth.init())?.session

document.getElementById("sign-in").onsubmit = event => {
  event.preventDefault()
  void oauth.signIn(document.getElementById("handle").value, { scope })
}

async function syncHost() {
  const query = new URLSearchParams({ repo: session.did, collection: "xyz.groundmist.sync", rkey: session.did })
  const response = await session.fetchHandler(`/xrpc/com.atproto.repo.getRecord?${query}`)
  return (await response.json()).value.host
}

/** Asks to be let in, and says what came of it. */
globalThis.authenticate = async (rootDocUrl = null) => {
  const host = await syncHost()
  status("asking")
  const response = await session.fetchHandler(`http://${host}/authenticate`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ lexiconAuthorityDomain: SPACE, rootDocUrl }),
  })
  const text = await response.text()
  const answer = JSON.parse(text)
  if (!response.ok) seen.refusals.push(text)
  status(answer.result === "OK" ? "in" : `not in: ${answer.error}`)
  if (answer.token) seen.secrets.push(answer.token)
  return { status: response.status, host, ...answer }
}

globalThis.connect = ({ host, token }) => {
  const adapter = new BrowserWebSocketClientAdapter(`ws://${host}?token=${token}`)
  globalThis.repo = new Repo({ network: [adapter], sharePolicy: async peer => peer.includes("storage-server") })
}

globalThis.write = text => {
  const handle = globalThis.repo.create({ text })
  return handle.url
}

globalThis.read = async url => {
  const handle = globalThis.repo.find(url)
  await handle.whenReady(["ready", "unavailable"])
  return handle.docSync()?.text ?? null
}

/** Whether the OAuth session is alive: what the PDS says to its access token, and whether it can be refreshed. */
globalThis.sessionIsAlive = async () => {
  const response = await session.fetchHandler("/xrpc/com.atproto.server.getSession")
  await session.getTokenInfo(true)
  return response.status === 200
}

status(session ? "signed in" : "signed out")
