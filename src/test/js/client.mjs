// Many automerge-repo clients in one process, driven over JSON lines: one request per line on stdin,
// {"id", "client", "do", "with"}, and one answer per request on stdout, {"id", "ok"} or {"id", "error"}.
// Answers come as they are ready, not in the order asked. It ends when stdin does.
// It resolves its packages from the folder it lies in, so the same file drives every version.
import readline from "node:readline"
import { Peer } from "./peer.mjs"
import { BareSocket } from "./bare-socket.mjs"

const clients = new Map()
const kinds = { peer: Peer, bare: BareSocket }

// automerge-repo throws out of socket callbacks; an app would log it and go on, and so do we.
const problems = []
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, error => {
    problems.push(String(error?.stack ?? error))
    process.stderr.write(`${event}: ${error?.stack ?? error}\n`)
  })
}
for (const level of ["log", "info", "warn"]) console[level] = console.error

async function answer({ id, client, do: command, with: args = {} }) {
  if (command === "problems") return problems.splice(0)
  if (command === "open") {
    clients.set(client, new kinds[args.kind ?? "peer"](client, args))
    return null
  }
  const target = clients.get(client)
  if (!target) throw new Error(`there is no client ${client}`)
  if (command === "close") clients.delete(client)
  if (typeof target[command] !== "function") throw new Error(`a client can't ${command}`)
  return target[command](args)
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  answer(request).then(
    ok => process.stdout.write(JSON.stringify({ id: request.id, ok: ok ?? null }) + "\n"),
    error =>
      process.stdout.write(
        JSON.stringify({ id: request.id, error: String(error?.stack ?? error) }) + "\n",
      ),
  )
}
process.exit(0)
