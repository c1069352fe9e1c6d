// Load on a sync server from real clients, measured from outside:
//   acknowledged edits  N clients, each on a document of its own, edit one character and wait until
//                       the server's sync message names the new heads; then the next edit
//   fan-out             1 writer, R readers of one document; an edit until each reader has it
//   upload              D documents created at once by one client, until all are acknowledged
//   reconnect           a client that has a document of 1,000 changes on its disk, from connecting until
//                       the server has named the same heads
// usage: node load.mjs WEBSOCKET_URL SERVER_PID [clients=100] [edits=10] [readers=20] [rounds=30] [documents=1000]
// Prints one JSON line per kind of work: latencies in ms (p50, p99), messages, bytes, and the server's
// CPU seconds from /proc (Linux), which is the trustworthy figure when the machine is shared.
import { readFileSync } from "node:fs"
import { execFileSync } from "node:child_process"
import { next as A } from "@automerge/automerge"
import { cbor } from "@automerge/automerge-repo"
import { Peer } from "./peer.mjs"

const [url, pid, ...settings] = process.argv.slice(2)
const given = Object.fromEntries(settings.map(setting => setting.split("=")))
const number = (name, fallback) => Number(given[name] ?? fallback)
const ms = 60_000
const clockTicks = Number(execFileSync("getconf", ["CLK_TCK"]))

/** User and system CPU seconds of the server so far. */
function serverCpu() {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) / clockTicks
}

/** Resident memory of the server in bytes. */
function serverMemory() {
  const line = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+) kB/)
  return Number(line[1]) * 1024
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

async function measure(work, run) {
  const [cpu, started] = [serverCpu(), performance.now()]
  const { latencies = [], units, unit, peers } = await run()
  const sorted = latencies.toSorted((a, b) => a - b)
  const cpuSeconds = serverCpu() - cpu
  const total = (direction, what) => peers.reduce((sum, p) => sum + p.network[direction][what], 0)
  console.log(
    JSON.stringify({
      work,
      [unit]: units,
      seconds: round((performance.now() - started) / 1000),
      p50: round(percentile(sorted, 0.5)),
      p99: round(percentile(sorted, 0.99)),
      serverCpuSeconds: round(cpuSeconds),
      serverCpuSecondsPer1000: round((cpuSeconds / units) * 1000),
      sentMessages: total("sent", "messages"),
      sentBytes: total("sent", "bytes"),
      receivedMessages: total("received", "messages"),
      receivedBytes: total("received", "bytes"),
      serverMemory: serverMemory(),
    }),
  )
  await Promise.all(peers.map(peer => peer.close()))
}

const round = value => (value === undefined ? null : Math.round(value * 1000) / 1000)

let names = 0
async function connected(count) {
  const peers = Array.from({ length: count }, () => new Acknowledged(`load-${++names}`, { url }))
  for (const peer of peers) await peer.awaitConnected({ ms })
  return peers
}

/** A peer that knows which heads the server has named in its sync messages. */
class Acknowledged extends Peer {
  #named = new Map()
  #waiting = new Map()

  constructor(...args) {
    super(...args)
    const receive = this.network.adapter.receiveMessage
    this.network.adapter.receiveMessage = bytes => {
      const message = cbor.decode(new Uint8Array(bytes))
      if (message.type === "sync") this.#name(message.documentId, A.decodeSyncMessage(message.data))
      receive(bytes)
    }
  }

  #name(id, { heads }) {
    const named = [...heads].sort().join()
    this.#named.set(id, named)
    const waiter = this.#waiting.get(id)
    if (waiter?.heads === named) {
      this.#waiting.delete(id)
      waiter.resolve()
    }
  }

  /** Resolves when the server has named this peer's present heads of the document. */
  acknowledged(id) {
    const heads = this.heads({ id }).join()
    if (this.#named.get(id) === heads) return Promise.resolve()
    return new Promise(resolve => this.#waiting.set(id, { heads, resolve }))
  }
}

const note = { content: { text: "" } }

await measure("acknowledged edits", async () => {
  const peers = await connected(number("clients", 100))
  const edits = number("edits", 10)
  const latencies = []
  await Promise.all(
    peers.map(async peer => {
      const id = peer.create(note)
      await peer.acknowledged(id)
      for (let i = 0; i < edits; i++) {
        const started = performance.now()
        peer.splice({ id, key: "text", text: "x" })
        await peer.acknowledged(id)
        latencies.push(performance.now() - started)
      }
    }),
  )
  return { latencies, units: latencies.length, unit: "edits", peers }
})

await measure("fan-out", async () => {
  const [writer, ...readers] = await connected(1 + number("readers", 20))
  const rounds = number("rounds", 30)
  const id = writer.create(note)
  await writer.acknowledged(id)
  for (const reader of readers) await reader.awaitFound({ id, ms })
  const latencies = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    writer.splice({ id, key: "text", text: "x" })
    const want = writer.heads({ id }).join()
    await Promise.all(
      readers.map(async reader => {
        while (reader.heads({ id }).join() !== want)
          await new Promise(resolve => reader.repo.handles[id].once("heads-changed", resolve))
        latencies.push(performance.now() - started)
      }),
    )
  }
  return { latencies, units: latencies.length, unit: "deliveries", peers: [writer, ...readers] }
})

await measure("upload", async () => {
  const peers = await connected(1)
  const ids = peers[0].createMany({ count: number("documents", 1000) })
  await Promise.all(ids.map(id => peers[0].acknowledged(id)))
  return { units: ids.length, unit: "documents", peers }
})

await measure("reconnect", async () => {
  const [author] = await connected(1)
  const id = author.create(note)
  await author.longHistory({ id, key: "text", changes: 1000 })
  await author.acknowledged(id)
  const document = await author.repo.export(id)
  await author.close()
  const latencies = []
  const peers = []
  for (let i = 0; i < number("rounds", 30); i++) {
    const peer = new Acknowledged(`load-${++names}`, { url, plugged: false })
    peers.push(peer)
    peer.repo.import(document, { docId: id })
    const started = performance.now()
    peer.plug()
    await peer.acknowledged(id)
    latencies.push(performance.now() - started)
  }
  return { latencies, units: latencies.length, unit: "reconnects", peers }
})
process.exit(0)
