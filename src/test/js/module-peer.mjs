// A program that syncs by the client module, let in by an invitation.
// usage: node module-peer.mjs MODULE LINK [DOCUMENT-URL]
// Without a document it makes one, prints its URL and stays until its input ends; with one it prints the text in it.
import { Repo } from "@automerge/automerge-repo"
import { WebSocket } from "ws"

const [module, link, url] = process.argv.slice(2)
const { GroundmistSync, readInvitation } = await import(module)
const sync = new GroundmistSync({
  space: "org.example.notes",
  appName: "A program",
  invitation: readInvitation(link),
  WebSocket,
  onStatus: ({ state, sentence }) => console.error(state, sentence),
})
const repo = new Repo({ network: [sync] })
await new Promise(resolve => sync.once("peer-candidate", resolve))

if (url) {
  const handle = await repo.find(url)
  await handle.whenReady()
  console.log((await handle.doc()).text)
  sync.disconnect()
} else {
  console.log(repo.create({ text: "written by a program" }).url)
  process.stdin.resume().on("end", () => sync.disconnect())
}
