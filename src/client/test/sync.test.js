import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { GroundmistSync } from "../index.js"
import { newKeys } from "../proof.js"
import { MemoryStore } from "../store.js"
import { FakeServer, multikeyOf } from "./fake-server.js"

let server
let store
let open

beforeEach(async () => {
  server = await FakeServer.start()
  store = new MemoryStore()
  open = []
})

afterEach(() => {
  open.forEach(sync => sync.disconnect())
  server.stop()
})

/** An app that is opened, signed in unless told otherwise; `heard` is what a repo would hear from it. */
function app(options = {}) {
  const said = []
  const { WebSocket, session } = server
  const all = { space: "xyz.example.notes", appName: "Notes", session, store, WebSocket, ...options }
  const sync = new GroundmistSync({ ...all, onStatus: status => said.push(status) })
  open.push(sync)
  const heard = []
  for (const event of ["ready", "peer-candidate", "peer-disconnected", "message"])
    sync.on(event, payload => heard.push([event, payload]))
  const until = (state, reason) => waitFor(`${state} ${reason ?? ""}`, () => {
    const { status } = sync
    return status.state === state && status.reason === reason && status
  })
  sync.connect("app-1", { isEphemeral: true })
  return { sync, said, heard, until }
}

async function waitFor(what, holds) {
  const deadline = Date.now() + 10_000
  for (;;) {
    const value = holds()
    if (value) return value
    assert.ok(Date.now() < deadline, `waited in vain for ${what}; asked: ${JSON.stringify(lines())}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const lines = () => server.requests.map(({ line }) => line)

async function approved(options) {
  server.decision = "approve"
  const opened = app(options)
  await opened.until("online")
  return opened
}

test("an app waits with the owner's code, and is in when the owner approves", async () => {
  const { said, heard, until } = app()
  const { code, sentence } = await until("approval")
  assert.equal(code, "K7-QM")
  assert.match(sentence, /K7-QM/)
  server.decide("approve")
  await until("online")

  assert.deepEqual(said.map(({ state }) => state), ["connecting", "approval", "online"])
  const [join] = server.joins
  assert.deepEqual(join, {
    type: "join",
    senderId: "app-1",
    peerMetadata: { isEphemeral: true },
    supportedProtocolVersions: ["1"],
  })
  const candidate = heard.find(([event]) => event === "peer-candidate")[1]
  assert.equal(candidate.peerId, "storage-server-service-worker-fake")
})

test("before the server has proved itself nothing but a random number is sent", async () => {
  await approved()
  assert.equal(lines()[0], "GET /.well-known/groundmist-sync")
  assert.equal(server.requests[0].authorization, undefined)
  const asked = server.requests.find(({ line }) => line === "POST /authenticate")
  assert.match(asked.authorization, /^Bearer jwt for did:web:localhost /)
  assert.equal(asked.body.lexiconAuthorityDomain, "xyz.example.notes")
  assert.equal(asked.body.appName, "Notes")
})

test("an impostor under the published name gets nothing", async () => {
  server.record.key = await multikeyOf((await newKeys()).publicKey)
  const { until } = app()
  await until("offline", "impostor")
  assert.deepEqual(lines(), ["GET /.well-known/groundmist-sync"])
  assert.equal(server.joins.length, 0)
})

test("messages go both ways", async () => {
  const { sync, heard } = await approved()
  const data = new Uint8Array([1, 2, 3])
  const message = { type: "sync", senderId: "app-1", targetId: "s", documentId: "d", data }
  sync.send(message)
  await waitFor("the message", () => server.messages.length)
  assert.deepEqual(server.messages[0], message)
  const [socket] = server.sockets
  socket.receive({ ...message, senderId: "s", targetId: "app-1" })
  await waitFor("the answer", () => heard.some(([event]) => event === "message"))
  assert.deepEqual(heard.at(-1)[1].data, data)
})

test("after the connection is lost it comes back with a ticket of its own and the same token", async () => {
  const { heard, until } = await approved()
  server.sockets.forEach(socket => socket.drop())
  await until("offline", "closed")
  await until("online")
  assert.equal(lines().filter(line => line === "GET /.well-known/groundmist-sync").length, 2)
  assert.equal(server.joins.length, 2)
  assert.equal(server.tokens.size, 1)
  assert.deepEqual(heard.map(([event]) => event).slice(-2), ["peer-disconnected", "peer-candidate"])
})

test("a token that has run out is renewed by the key alone", async () => {
  server.expiresIn = 0
  const { until } = await approved()
  const before = server.requests.length
  server.sockets.forEach(socket => socket.drop())
  await until("offline", "closed")
  await until("online")
  const renewals = server.requests.slice(before).filter(({ line }) => line === "POST /authenticate")
  assert.ok(renewals.length > 0)
  assert.ok(renewals.every(({ authorization }) => authorization === undefined))
})

test("a token that the server no longer knows is replaced", async () => {
  const { until } = await approved()
  server.tokens.clear()
  server.sockets.forEach(socket => socket.drop())
  await until("offline", "closed")
  await until("online")
})

test("an app opened anew gets in although the PDS is down", async () => {
  const first = await approved()
  first.sync.disconnect()
  server.decision = undefined
  server.pdsIsUp = false
  await app().until("online")
})

test("who is refused stops asking and says so", async () => {
  const { sync, until } = app()
  await until("approval")
  server.decide("deny")
  const { sentence } = await until("stopped", "refused")
  assert.equal(sentence, "The owner said no.")
  const asked = server.requests.length
  await new Promise(resolve => setTimeout(resolve, 1600))
  assert.equal(server.requests.length, asked)
  server.decision = "approve"
  sync.retry()
  await until("online")
})

test("who is cut off is out, stops, and asks again only when told to", async () => {
  const { sync, heard, until } = await approved()
  const before = server.requests.length
  server.revoke()
  await until("stopped", "revoked")
  assert.equal(heard.at(-1)[0], "peer-disconnected")
  const since = server.requests.slice(before).filter(({ line }) => line === "POST /authenticate")
  assert.deepEqual(since.map(({ authorization }) => authorization), [undefined])
  sync.disconnect()
  const reopened = app()
  await reopened.until("stopped", "revoked")
  reopened.sync.retry()
  await reopened.until("approval")
})

test("an OAuth session that has ended is told apart from a network that has", async () => {
  server.signedOut = true
  const { until } = app()
  await until("stopped", "signed-out")
})

test("without a published server there is nothing to do", async () => {
  server.record = undefined
  await app().until("stopped", "no-server")
})

test("a server that is busy is asked again later", async () => {
  server.failing = true
  server.decision = "approve"
  const { until } = app()
  await until("offline", "unreachable")
  server.failing = false
  await until("online")
})

test("an invitation lets an app in without an account, and the server's key is held on to", async () => {
  server.invitation = "AAAAAAAAAAAAAAAAAAAAAA"
  const invitation = { host: server.host, secret: server.invitation }
  const first = app({ session: undefined, invitation })
  await first.until("online")
  first.sync.disconnect()

  const again = app({ session: undefined })
  await again.until("online")
  again.sync.disconnect()

  server.key = await multikeyOf((await newKeys()).publicKey)
  server.keys = await newKeys()
  await app({ session: undefined }).until("offline", "impostor")
})

test("an invitation that is used up refuses", async () => {
  const invitation = { host: server.host, secret: "BBBBBBBBBBBBBBBBBBBBBB" }
  const { sentence } = await app({ session: undefined, invitation }).until("stopped", "refused")
  assert.equal(sentence, "The invitation is used up.")
})

test("the first device names the root document, the others get its address", async () => {
  server.decision = "approve"
  const first = app()
  assert.equal(await first.sync.rootDocument(() => "automerge:first"), "automerge:first")
  store = new MemoryStore()
  const second = app()
  const made = () => assert.fail("there is one already")
  assert.equal(await second.sync.rootDocument(made), "automerge:first")
  server.pdsIsUp = false
  second.sync.disconnect()
  assert.equal(await app().sync.rootDocument(made), "automerge:first")
})

test("of two devices that name a root document at once, one is heard", async () => {
  server.decision = "approve"
  const { sync, until } = app()
  await until("online")
  const url = await sync.rootDocument(() => {
    server.rootDocUrl = "automerge:of-the-other"
    return "automerge:mine"
  })
  assert.equal(url, "automerge:of-the-other")
  await until("online")
})

test("an app that has forgotten is a new one", async () => {
  const { sync } = await approved()
  await sync.forget()
  server.decision = undefined
  await app().until("approval")
})

test("the app's key can be used but not read", async () => {
  await approved()
  const { keys } = await store.change(`${server.session.did} xyz.example.notes`, kept => kept)
  assert.equal(keys.privateKey.extractable, false)
  await assert.rejects(crypto.subtle.exportKey("jwk", keys.privateKey))
})

test("no secret is in what an app is told", async () => {
  server.invitation = "CCCCCCCCCCCCCCCCCCCCCC"
  const { said, until } = app({ session: undefined, invitation: { host: server.host, secret: server.invitation } })
  await until("online")
  server.revoke()
  await until("stopped", "revoked")
  const text = JSON.stringify(said)
  for (const secret of [...server.tokens, "CCCCCCCCCCCCCCCCCCCCCC", "jwt for"]) assert.ok(!text.includes(secret))
})
