// The load driver of the benchmark: a process of its own for each kind of work and each server.
// Started by benchmark.mjs, which sends one message {work, name, urls, pid, java, scale, folder, list} and gets the
// figures back. Every piece of work runs the same for every server.
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { next as A } from "@automerge/automerge"
import { WebSocket } from "ws"
import {
  LightClient,
  acknowledgement,
  editedDocument,
  headsOf,
  newDocumentId,
  pause,
  prose,
  recordDownload,
  recordUpload,
  replay,
  syncWithAutomerge,
  wireHeads,
} from "./light-client.mjs"
import { cpuSeconds, heapAfterGc, machineSeconds, memory } from "./process-figures.mjs"

let urls, pid, scale, folder, java, name, list
let turn = 0
const url = () => urls[turn++ % urls.length]

const percentile = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

/** Waits until the server rests: what it still does after the last answer (saving, compiling) counts too. */
async function settled() {
  const deadline = performance.now() + 5000
  let before = cpuSeconds(pid)
  for (;;) {
    await pause(scale.rest)
    const now = cpuSeconds(pid)
    if (now - before < 0.02 || performance.now() > deadline) return
    before = now
  }
}

/**
 * Runs work and says what it cost: the server's CPU seconds until it rests again, the seconds until the
 * last answer, and whether the driver (90 % of a core) or other programs (20 %) may have disturbed.
 */
async function measured(run) {
  const [cpu, machine, own, started] = [cpuSeconds(pid), machineSeconds(), process.cpuUsage(), performance.now()]
  const figures = (await run()) ?? {}
  const seconds = (performance.now() - started) / 1000
  const used = process.cpuUsage(own)
  const driverCores = (used.user + used.system) / 1e6 / seconds
  await settled()
  const whole = (performance.now() - started) / 1000
  const cpuInAll = cpuSeconds(pid) - cpu
  const ownInAll = process.cpuUsage(own)
  const others = machineSeconds() - machine - cpuInAll - (ownInAll.user + ownInAll.system) / 1e6
  return {
    ...figures,
    cpu: cpuInAll,
    seconds,
    driverCores,
    driverSaturated: driverCores >= 0.9,
    othersCores: others / whole,
    ...memory(pid),
  }
}

const latencies = values => ({ p50: percentile(values, 0.5), p99: percentile(values, 0.99) })

function traffic(clients) {
  const sum = (direction, what) => clients.reduce((total, client) => total + client[direction][what], 0)
  return {
    messagesUp: sum("sent", "messages"),
    bytesUp: sum("sent", "bytes"),
    messagesDown: sum("received", "messages"),
    bytesDown: sum("received", "bytes"),
  }
}

function since(before, now) {
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, value - before[name]]))
}

async function connected(count, at = url, options) {
  const clients = []
  for (let i = 0; i < count; i++) clients.push(await LightClient.connected(at(), options))
  return clients
}

const closed = clients => Promise.all(clients.map(client => client.close()))

// --- edits

/** Clients that each have a document of their own on the server, and have made none of the edits yet. */
async function editors(count, { first }) {
  const clients = await connected(count)
  for (const client of clients) {
    client.documentId = newDocumentId()
    client.next = 0
    await syncWithAutomerge(client, client.documentId, { doc: A.clone(first) })
  }
  return clients
}

/**
 * Each client makes its next `edits` edits, `interval` ms apart, but never one before the server has
 * named the heads of the one before. The clients begin spread over one interval.
 */
async function edit(clients, { messages }, edits, interval) {
  const times = []
  const before = traffic(clients)
  const begun = performance.now()
  await Promise.all(
    clients.map(async (client, n) => {
      let due = begun + (interval * n) / clients.length
      for (let i = 0; i < edits; i++, due += interval) {
        const early = due - performance.now()
        if (early > 0) await pause(early)
        const { data, heads } = messages[client.next++]
        const started = performance.now()
        await new Promise((resolve, reject) => {
          client.lost = reject
          client.onSync(client.documentId, answer => {
            if (heads.equals(headsOf(answer))) resolve()
          })
          client.send("sync", client.documentId, data)
        })
        times.push(performance.now() - started)
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  return { count: times.length, perSecond: times.length / seconds, ...latencies(times), ...since(before, traffic(clients)) }
}

/** The same messages at the same pace, each sent back by a server that does nothing else. */
async function echo(sockets, { messages }, from, edits, interval) {
  const times = []
  const begun = performance.now()
  await Promise.all(
    sockets.map(async (socket, n) => {
      let due = begun + (interval * n) / sockets.length
      for (let i = 0; i < edits; i++, due += interval) {
        const early = due - performance.now()
        if (early > 0) await pause(early)
        const started = performance.now()
        await new Promise(resolve => {
          socket.once("message", resolve)
          socket.send(messages[from + i].data)
        })
        times.push(performance.now() - started)
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  return { count: times.length, perSecond: times.length / seconds, ...latencies(times) }
}

async function edits() {
  const { clients, more, cold, warmUp, warm, interval, warmUpMore, warmMore } = scale.edits
  const document = editedDocument(cold + Math.max(warmUp + warm, warmUpMore + warmMore))
  const some = await editors(clients, document)
  await settled()
  const result = {}
  result.cold = await measured(() => edit(some, document, cold, interval))
  await edit(some, document, warmUp, 0)
  await settled()
  result.warm = await measured(() => edit(some, document, warm, interval))
  await closed(some)
  const many = await editors(more, document)
  await edit(many, document, warmUpMore, 0)
  await settled()
  result.more = await measured(() => edit(many, document, warmMore, interval))
  await closed(many)
  return result
}

async function echoes() {
  const { clients, more, cold, warmUp, warm, interval, warmUpMore, warmMore } = scale.edits
  const document = editedDocument(cold + Math.max(warmUp + warm, warmUpMore + warmMore))
  const open = count =>
    Promise.all(
      Array.from({ length: count }, () => {
        const socket = new WebSocket(url(), { perMessageDeflate: false })
        return new Promise((resolve, reject) => {
          socket.once("open", () => resolve(socket))
          socket.once("error", reject)
        })
      }),
    )
  const some = await open(clients)
  await settled()
  const result = {}
  result.cold = await measured(() => echo(some, document, 0, cold, interval))
  await echo(some, document, cold, warmUp, 0)
  await settled()
  result.warm = await measured(() => echo(some, document, cold + warmUp, warm, interval))
  some.forEach(socket => socket.terminate())
  const many = await open(more)
  await echo(many, document, 0, warmUpMore, 0)
  await settled()
  result.more = await measured(() => echo(many, document, warmUpMore, warmMore, interval))
  many.forEach(socket => socket.terminate())
  return result
}

/**
 * One writer, many readers of one document: from sending an edit until its message is at each reader's
 * socket. What readers answer is made once all that is there has been read: elsewhere that would be
 * other machines' work.
 */
async function fanOut() {
  const { readers } = scale.fanOut
  const { first, messages } = editedDocument(scale.fanOut.warmUp + 2 * scale.fanOut.rounds)
  const id = newDocumentId()
  const [writer, ...others] = await connected(1 + readers)
  await syncWithAutomerge(writer, id, { doc: A.clone(first) })
  const wanted = wireHeads(first)
  for (const reader of others) await syncWithAutomerge(reader, id, { type: "request", wanted })
  return fannedOut([writer, ...others], id, messages)
}

/** The same messages through a server that copies them to every socket and does nothing else. */
async function relays() {
  const { readers, warmUp, rounds } = scale.fanOut
  const clients = await connected(1 + readers, () => `${url()}relay`, { bare: true })
  return fannedOut(clients, newDocumentId(), editedDocument(warmUp + 2 * rounds).messages)
}

async function fannedOut([writer, ...others], id, messages) {
  const { warmUp, warmUpGap, rounds, gap } = scale.fanOut
  let next = 0
  let arrived
  for (const reader of [writer, ...others]) {
    let said
    reader.onSync(id, data => {
      const heads = Buffer.from(headsOf(data))
      arrived?.(reader, heads)
      if (reader === writer || (said && heads.equals(said))) return
      said = heads
      setImmediate(() => reader.send("sync", id, acknowledgement(heads)))
    })
  }
  const deliver = async (count, gap) => {
    const times = []
    for (let i = 0; i < count; i++) {
      const { data, heads } = messages[next++]
      const waiting = new Set([writer, ...others])
      const started = performance.now()
      await new Promise(resolve => {
        arrived = (client, seen) => {
          if (!seen.equals(heads) || !waiting.delete(client)) return
          if (client !== writer) times.push(performance.now() - started)
          if (waiting.size === 0) resolve()
        }
        writer.send("sync", id, data)
      })
      await pause(gap)
    }
    return { count: times.length, ...latencies(times) }
  }
  const cold = await measured(() => deliver(rounds, gap))
  await deliver(warmUp, warmUpGap)
  await settled()
  const warm = await measured(() => deliver(rounds, gap))
  await closed([writer, ...others])
  return { cold, warm }
}

// --- documents

async function documents() {
  const { count } = scale.documents
  const doc = A.from({ title: "A note", tags: ["one", "two"], text: "It says what a note says." })
  const result = {}
  for (const pass of ["cold", "warm"]) {
    const [author] = await connected(1)
    const ids = Array.from({ length: count }, newDocumentId)
    const upload = await recordUpload(author, doc)
    result[`${pass}Upload`] = await measured(async () => {
      const before = traffic([author])
      await replay(author, ids, upload)
      return { count, ...since(before, traffic([author])) }
    })
    await author.close()
    const [reader] = await connected(1)
    const download = await recordDownload(reader, ids[0], doc)
    await reader.close()
    const [guest] = await connected(1)
    result[`${pass}Download`] = await measured(async () => {
      await replay(guest, ids, download)
      return { count, ...traffic([guest]) }
    })
    await guest.close()
  }
  return result
}

// --- one large document

/** A text of so many changes of one character each; made once and kept, as that takes a while. */
function longDocument(changes) {
  const file = join(folder, `long-prose-${changes}.automerge`)
  if (!existsSync(file)) {
    const text = prose(changes)
    let doc = A.from({ text: "" })
    for (let i = 1; i < changes; i++) {
      doc = A.change(doc, { time: 0 }, d => A.splice(d, ["text"], i - 1, 0, text[i]))
    }
    writeFileSync(file, A.save(doc))
  }
  return A.load(readFileSync(file))
}

async function longHistory() {
  const { changes, reconnects } = scale.longHistory
  const result = { heapBefore: { heapMb: heap(), ...memory(pid) } }
  const doc = longDocument(changes)
  const heads = wireHeads(doc)
  let id, state
  for (const pass of ["cold", "warm"]) {
    id = newDocumentId()
    const [author] = await connected(1)
    result[`${pass}Up`] = await measured(async () => {
      ;({ state } = await syncWithAutomerge(author, id, { doc: A.clone(doc) }))
      return traffic([author])
    })
    await author.close()
    const [guest] = await connected(1)
    result[`${pass}Down`] = await measured(async () => {
      const got = await syncWithAutomerge(guest, id, { type: "request", wanted: heads })
      if (!wireHeads(got.doc).equals(heads)) throw new Error("the document came with other heads")
      return traffic([guest])
    })
    await pause(scale.idle)
    if (pass === "cold") result.heapAfter = { heapMb: heap(), ...memory(pid) }
    await guest.close()
  }
  if (await hasSnapshot(id)) {
    const [guest] = await connected(1)
    result.snapshotDown = await measured(async () => {
      const got = await syncWithAutomerge(guest, id, { type: "request", wanted: heads })
      if (!wireHeads(got.doc).equals(heads)) throw new Error("the document came with other heads")
      return traffic([guest])
    })
    await guest.close()
  }
  const stored = A.encodeSyncState(state)
  const clones = Array.from({ length: reconnects }, () => A.clone(doc))
  result.reconnect = await measured(async () => {
    const times = []
    let last
    for (const clone of clones) {
      const started = performance.now()
      last = await LightClient.connected(url())
      await syncWithAutomerge(last, id, { doc: clone, state: A.decodeSyncState(stored) })
      times.push(performance.now() - started)
      await last.close()
    }
    return { count: reconnects, ...latencies(times), ...traffic([last]) }
  })
  return result
}

/** Ours makes a compact snapshot in the background; Node has nothing else. Minutes: it waits for quiet. */
async function hasSnapshot(id) {
  if (!list) return true
  for (const end = performance.now() + 300_000; performance.now() < end; await pause(1000)) {
    const [program, ...args] = list
    const documents = JSON.parse(execFileSync(program, args, { encoding: "utf8", env: { ...process.env, JAVA_OPTS: "" } }))
    if (documents.some(document => document.id === id && document.snapshot > 0)) return true
  }
  console.error("no compact snapshot was made within 5 minutes")
  return false
}

const heap = () => (java ? heapAfterGc(pid) : undefined)

// --- memory

/** Documents of 50 KB of text, each written as one change, uploaded and left open. */
async function textDocuments() {
  const { counts, rest } = scale.textDocuments
  const count = counts[name]
  await pause(scale.idle)
  const result = { idle: { ...memory(pid), heapMb: heap() } }
  const doc = A.from({ text: prose(50_000) })
  const [author] = await connected(1)
  const upload = await recordUpload(author, doc)
  const ids = Array.from({ length: count }, newDocumentId)
  result.loaded = await measured(async () => {
    await replay(author, ids, upload, 20)
    return { count, ...traffic([author]) }
  })
  result.loaded.heapMb = heap()
  if (java) {
    await pause(rest)
    result.rested = { count, ...memory(pid), heapMb: heap() }
  }
  await author.close()
  return result
}

/** Sockets that have joined and say nothing more (but answer pings). */
async function idleSockets() {
  const { count, seconds } = scale.idleSockets
  await pause(1000)
  const before = memory(pid)
  const clients = await connected(count)
  await settled()
  const result = await measured(() => pause(seconds * 1000).then(() => ({ count, before })))
  result.heapMb = heap()
  await closed(clients)
  return { idle: result }
}

const works = { edits, echoes, fanOut, relays, documents, longHistory, textDocuments, idleSockets }

process.once("message", async order => {
  ;({ urls, pid, scale, folder, java, name, list } = order)
  try {
    process.send({ figures: await works[order.work]() })
  } catch (error) {
    process.send({ failure: error.stack })
  }
  process.disconnect()
  process.exitCode = 0
  setTimeout(() => process.exit(0), 100)
})
