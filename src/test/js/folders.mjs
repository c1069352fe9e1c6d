// Folders of automerge-repo's own file storage: "write <folder>" makes some documents in it, "read
// <folder> <id>..." opens them from there alone. Either prints {id: {heads, json}}.
import * as A from "@automerge/automerge"
import { Repo } from "@automerge/automerge-repo"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"

const [what, folder, ...ids] = process.argv.slice(2)
const repo = new Repo({ storage: new NodeFSStorageAdapter(folder), network: [] })
const pause = ms => new Promise(done => setTimeout(done, ms))
const content = handle => (handle.docSync ? handle.docSync() : handle.doc())
const told = {}

function tell(handle) {
  const doc = content(handle)
  // a document that was loaded has its keys in another order than one that was written
  told[handle.documentId] = { heads: A.getHeads(doc), json: JSON.stringify(doc, Object.keys(doc).sort()) }
}

if (what === "write") {
  const noise = Array.from({ length: 3000 }, () => Math.random().toString(36)[2]).join("")
  const handles = []
  for (let i = 0; i < 5; i++) {
    const handle = repo.create()
    handle.change(d => {
      d.title = `Document ${i} 🙂`
      d.noise = noise
      d.list = [i]
    })
    handles.push(handle)
  }
  for (let round = 0; round < 4; round++) {
    await pause(300)
    for (const handle of handles) handle.change(d => d.list.push(round))
  }
  await pause(800)
  handles.forEach(tell)
} else {
  for (const id of ids) {
    const handle = await repo.find(`automerge:${id}`)
    await handle.whenReady()
    tell(handle)
  }
}
process.stdout.write(JSON.stringify(told) + "\n")
process.exit(0)
