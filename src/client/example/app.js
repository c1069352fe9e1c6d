// One note that follows its writer through all browsers: a whole app, to begin one's own with.
import { BrowserOAuthClient } from "@atproto/oauth-client-browser"
import { automergeWasmBase64 } from "@automerge/automerge/automerge.wasm.base64"
import { Repo, initializeBase64Wasm, updateText } from "@automerge/automerge-repo/slim"
import { IndexedDBStorageAdapter } from "@automerge/automerge-repo-storage-indexeddb"
import { GroundmistSync, takeInvitation } from "groundmist-sync-client"

const SCOPE = "atproto rpc:xyz.groundmist.sync.authenticate?aud=*"
const element = id => document.getElementById(id)

/** @param {object} network what BrowserOAuthClient takes beside the client's id */
export async function start(network) {
  await initializeBase64Wasm(automergeWasmBase64)
  const invitation = takeInvitation()
  const oauth = await BrowserOAuthClient.load({ clientId: clientId(), ...network })
  // while the account's server is down there is no session: whoever was here before goes on without one
  const session = await oauth.init().then(
    found => found?.session,
    () => undefined,
  )
  if (session) localStorage.setItem("did", session.did)
  const did = localStorage.getItem("did") ?? undefined
  element("sign-in").hidden = Boolean(session)
  element("sign-in").onsubmit = event => {
    event.preventDefault()
    void oauth.signIn(element("handle").value, { scope: SCOPE })
  }

  const sync = new GroundmistSync({
    space: "org.example.notes",
    appName: "One note",
    session,
    did,
    invitation,
    plcDirectory: network.plcDirectoryUrl,
    onStatus: ({ state, sentence }) => {
      element("status").textContent = sentence
      element("retry").hidden = state !== "stopped" || !session
    },
  })
  element("retry").onclick = () => sync.retry()

  const repo = new Repo({ network: [sync], storage: new IndexedDBStorageAdapter("one-note") })
  const url = await sync.rootDocument(() => repo.create({ text: "" }).url)
  const note = await found(repo, url)
  const area = element("note")
  const show = () => {
    if (area.value !== note.doc().text) area.value = note.doc().text
  }
  area.oninput = () => note.change(doc => updateText(doc, ["text"], area.value))
  note.on("change", show)
  area.disabled = false
  show()
}

/** A document that another device has made comes once this one is connected; until then it counts as unavailable. */
async function found(repo, url) {
  const note = await repo.find(url, { allowableStates: ["ready", "unavailable"] })
  while (!note.isReady()) await note.whenReady().catch(() => {}) // gives up after a minute
  return note
}

/** On this very computer ATProto asks for no registration; elsewhere it is the address of the app's metadata. */
function clientId() {
  const { hostname, origin } = location
  if (hostname !== "127.0.0.1") return `${origin}/client-metadata.json`
  return `http://localhost?${new URLSearchParams({ redirect_uri: `${origin}/`, scope: SCOPE })}`
}
