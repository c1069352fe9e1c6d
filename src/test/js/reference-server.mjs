// The server the world knows: automerge-repo's own, on Node, with files as its store. Stories run
// against it to prove that they tell of real clients, and the benchmark compares with it.
// usage: node reference-server.mjs PORT DATA_DIR
import http from "node:http"
import { WebSocketServer } from "ws"
import { Repo } from "@automerge/automerge-repo"
import { NodeWSServerAdapter } from "@automerge/automerge-repo-network-websocket"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"

const [port, folder] = process.argv.slice(2)
const server = http.createServer((_, response) => response.end("reference server\n"))
const sockets = new WebSocketServer({ server, maxPayload: 256 << 20 })
const repo = new Repo({
  network: [new NodeWSServerAdapter(sockets)],
  storage: new NodeFSStorageAdapter(folder),
  peerId: "storage-server-service-worker-reference",
  sharePolicy: async () => false,
  enableRemoteHeadsGossiping: true,
})
process.on("unhandledRejection", error => console.error(error))
server.listen(Number(port), "127.0.0.1", () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
)
process.on("SIGTERM", async () => {
  sockets.clients.forEach(socket => socket.terminate())
  const ready = Object.keys(repo.handles).filter(id => repo.handles[id].isReady())
  await repo.flush(ready)
  process.exit(0)
})
