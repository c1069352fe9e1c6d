import assert from "node:assert/strict"
import { test } from "node:test"
import { decode, encode } from "../cbor.js"
import { Emitter } from "../emitter.js"
import { readInvitation } from "../index.js"
import { originOf } from "../invitation.js"
import { verificationKey } from "../multikey.js"
import { multikeyOf } from "./fake-server.js"

const hex = bytes => Buffer.from(bytes).toString("hex")
const bytes = text => new Uint8Array(Buffer.from(text, "hex"))

test("CBOR is what RFC 8949 says, with numbers as cbor-x writes them", () => {
  const known = [
    [0, "00"],
    [23, "17"],
    [24, "1818"],
    [1000, "1903e8"],
    [1_000_000, "1a000f4240"],
    [1_700_000_000_000, "fb4278bcfe56800000"],
    [-1.5, "fbbff8000000000000"],
    [null, "f6"],
    [true, "f5"],
    [bytes("010203"), "43010203"],
    ["ü", "62c3bc"],
    [{ a: [1, "b"], none: undefined }, "a16161820161" + "62"],
  ]
  for (const [value, text] of known) assert.equal(hex(encode(value)), text)
  for (const [value, text] of known.slice(0, -1)) assert.deepEqual(decode(bytes(text)), value)
  assert.deepEqual(decode(bytes("1b000000e8d4a51000")), 1e12)
  assert.deepEqual(decode(bytes("3903e7")), -1000)
  assert.deepEqual(decode(bytes("d84043010203")), bytes("010203"))
})

test("a message of any length comes back as it was", () => {
  for (const size of [0, 255, 256, 65_535, 65_536, 1 << 20]) {
    const message = { type: "sync", data: new Uint8Array(size).fill(7), text: "x".repeat(size) }
    assert.deepEqual(decode(encode(message)), message)
  }
})

test("bytes that are no message are refused without effort", () => {
  const bad = ["", "a1", "a16161", "5bffffffffffffffff", "9bffffffffffffffff00", "9f00ff", "7f6161ff", "0000", "ff", "62ff00"]
  for (const text of [...bad, "81".repeat(40) + "00", "a1695f5f70726f746f5f5f80"])
    assert.throws(() => decode(bytes(text)), text)
})

test("Multikeys of either parity are read, others are not", async () => {
  for (let i = 0; i < 8; i++) {
    const { publicKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"])
    const key = await verificationKey(await multikeyOf(publicKey))
    assert.equal(key.type, "public")
  }
  // a point of secp256k1 (did:key test vectors), an empty one, another base
  for (const text of ["zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "z", "", "m8J+Z", "zQ0"])
    await assert.rejects(verificationKey(text))
})

test("invitations are read from both kinds of links", () => {
  const secret = "abcdefghijklmnopqrstuv"
  assert.deepEqual(readInvitation(`https://sync.example.org/#invitation=${secret}`), { host: "sync.example.org", secret })
  assert.deepEqual(readInvitation(`https://app.example/notes?x=1#groundmist-sync=Sync.example.org:8443&invitation=${secret}`), {
    host: "sync.example.org:8443",
    secret,
  })
  for (const link of ["", "nonsense", "https://a.example/", `https://a.example/#groundmist-sync=a/b&invitation=${secret}`, "https://a.example/#invitation=short"])
    assert.equal(readInvitation(link), null)
})

test("a server is reached by HTTPS unless it is this computer", () => {
  assert.equal(originOf("sync.example.org"), "https://sync.example.org")
  assert.equal(originOf("sync.example.org:8443"), "https://sync.example.org:8443")
  assert.equal(originOf("localhost:3031"), "http://localhost:3031")
  assert.equal(originOf("localhost.example.org"), "https://localhost.example.org")
  for (const host of ["", "a/b", "user@host", "a b", "a?b", "a#b", "-a"]) assert.throws(() => originOf(host), host)
})

test("listeners come and go as with eventemitter3", () => {
  const emitter = new Emitter()
  const heard = []
  const listener = value => heard.push(value)
  emitter.on("a", listener).once("a", value => heard.push(-value))
  assert.equal(emitter.emit("a", 1), true)
  assert.equal(emitter.emit("a", 2), true)
  assert.equal(emitter.off("a", listener).emit("a", 3), false)
  assert.deepEqual(heard, [1, -1, 2])
  emitter.on("b", listener)
  assert.deepEqual(emitter.eventNames(), ["b"])
  assert.equal(emitter.removeAllListeners().listenerCount("b"), 0)
})
