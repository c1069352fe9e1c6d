// One automerge-repo client on one of the owner's machines, driven over JSON lines like client.mjs:
//   {"id", "do": "create", "count", "side"}      documents, one after the other; answers their ids
//   {"id", "do": "open", "documents"}            answers when all are here
//   {"id", "do": "edit", "documents", "side", "edits", "every"}   one edit every so many ms, on each in turn
// Of each edit it says {"sent": n, "side", "at"} when its sync message goes into the socket, and of each that arrives
// {"seen": n, "side", "at"}; the clock is the machine's, so that two processes can be compared, in microseconds.
import readline from "node:readline"
import { Repo } from "@automerge/automerge-repo"
import { BrowserWebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket"

for (const level of ["log", "info", "warn"]) console[level] = console.error
const say = line => process.stdout.write(JSON.stringify(line) + "\n")
const now = () => Number(process.hrtime.bigint() / 1000n)
const pause = ms => new Promise(done => setTimeout(done, ms))

const adapter = new BrowserWebSocketClientAdapter(process.argv[2], 500)
const unsent = new Map()
const send = adapter.send.bind(adapter)
adapter.send = message => {
  const edit = message.type === "sync" && unsent.get(message.documentId)
  if (edit) {
    unsent.delete(message.documentId)
    say({ ...edit, at: now() })
  }
  send(message)
}
const repo = new Repo({ network: [adapter] })
const handles = new Map()

const commands = {
  async create({ count, side }) {
    const ids = []
    for (let i = 0; i < count; i++) {
      const handle = repo.create({ title: `Essay ${i} of ${side}`, text: "Clouds. ".repeat(i % 50) })
      handles.set(handle.documentId, handle)
      ids.push(handle.documentId)
      if (i % 50 === 49) await pause(20)
    }
    return ids
  },

  async open({ documents }) {
    for (const id of documents) {
      const handle = handles.get(id) ?? (await repo.find(id))
      handles.set(id, handle)
      const seen = new Map()
      handle.on("change", ({ doc }) => {
        for (const [side, n] of Object.entries(doc.edits ?? {})) {
          if (seen.get(side) === n) continue
          seen.set(side, n)
          say({ seen: n, side, at: now() })
        }
      })
    }
  },

  async edit({ documents, side, edits, every }) {
    for (let n = 0; n < edits; n++) {
      const id = documents[n % documents.length]
      unsent.set(id, { sent: n, side })
      handles.get(id).change(doc => {
        doc.edits ??= {}
        doc.edits[side] = n
      })
      await pause(every)
    }
  },
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  commands[request.do](request).then(
    ok => say({ id: request.id, ok: ok ?? null }),
    error => say({ id: request.id, error: String(error?.stack ?? error) }),
  )
}
process.exit(0)
