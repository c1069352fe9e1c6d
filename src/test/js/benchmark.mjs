// The benchmark: Groundmist Sync as it is packaged, automerge-repo's servers on Node, and a bare Jetty
// echo, one after the other on fresh folders, under the same load. docs/performance.md says what for.
// usage: node benchmark.mjs APP JAVA ECHO_CLASSPATH OLD_SERVER OUTPUT_FOLDER [--quick] [--only=WORK,…] [--servers=NAME,…]
import { execFileSync, fork, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { cpus, loadavg, tmpdir, totalmem } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { table } from "./benchmark-table.mjs"
import { memory } from "./process-figures.mjs"

const [app, java, classpath, oldServer, output, ...options] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const quick = options.includes("--quick")
const listed = name =>
  options
    .find(option => option.startsWith(`--${name}=`))
    ?.split("=")[1]
    .split(",")

const scale = quick
  ? {
      idle: 500,
      rest: 150,
      starts: 2,
      edits: { clients: 20, more: 40, cold: 5, warmUp: 20, warm: 10, interval: 100, warmUpMore: 2, warmMore: 5 },
      fanOut: { readers: 20, warmUp: 10, warmUpGap: 0, rounds: 8, gap: 50 },
      documents: { count: 50 },
      longHistory: { changes: 2000, reconnects: 3 },
      textDocuments: { counts: { groundmist: 20, "node-2.5.6": 20 }, rest: 0 },
      idleSockets: { count: 100, seconds: 1 },
    }
  : {
      idle: 3000,
      rest: 300,
      starts: 5,
      edits: { clients: 100, more: 200, cold: 10, warmUp: 80, warm: 40, interval: 200, warmUpMore: 5, warmMore: 20 },
      fanOut: { readers: 20, warmUp: 500, warmUpGap: 5, rounds: 60, gap: 100 },
      documents: { count: 1000 },
      longHistory: { changes: 100_000, reconnects: 10 },
      // Node 2.5.6 takes 60 ms of CPU for each of them; 1.1.2 needs 18 MB for each, and has at most 4 GB
      textDocuments: { counts: { groundmist: 2000, "node-2.5.6": 400, "node-1.1.2": 100 }, rest: 25_000 },
      idleSockets: { count: 1000, seconds: 30 },
    }

const serverWorks = ["edits", "fanOut", "documents", "longHistory", "textDocuments", "idleSockets"]
const servers = [
  { name: "groundmist", works: serverWorks, java: true, command: groundmistCommand, urls: groundmistUrls, list: groundmistList },
  { name: "node-2.5.6", works: serverWorks, command: nodeCommand(join(here, "reference-server.mjs")), urls: plainUrls },
  { name: "node-1.1.2", works: quick ? ["edits"] : serverWorks, command: nodeCommand(oldServer), urls: plainUrls },
  {
    name: "echo",
    works: ["echoes", "relays"],
    java: true,
    command: port => [java, `@${join(app, "lib", "java.options")}`, "-cp", classpath, "xyz.groundmist.sync.clients.JettyEcho", port],
    urls: plainUrls,
  },
].filter(({ name }) => listed("servers")?.includes(name) ?? true)

function groundmistCommand(port, data) {
  return [join(app, "bin", "groundmist-sync"), "serve", "--port", port, "--data-dir", data]
}

/** One grant may have 200 sockets: as many grants of the same space as the work's sockets need. */
function groundmistUrls(port, data, work) {
  const sockets = { edits: scale.edits.more + scale.edits.clients, idleSockets: scale.idleSockets.count }[work] ?? 1
  return Array.from({ length: Math.ceil(sockets / 190) }, (_, n) => {
    const add = ["apps", "add", "--json", "--space", "org.example.benchmark", "--name", `load ${n}`, "--data-dir", data]
    const said = execFileSync(join(app, "bin", "groundmist-sync"), add, { encoding: "utf8", env: withoutOptions() })
    return `ws://127.0.0.1:${port}/?token=${JSON.parse(said).token}`
  })
}

function groundmistList(data) {
  return [join(app, "bin", "groundmist-sync"), "documents", "list", "--json", "--data-dir", data]
}

/** The commands beside the server run without what JAVA_OPTS adds to it, a recording for example. */
function withoutOptions() {
  const { JAVA_OPTS, ...rest } = process.env
  return rest
}

function nodeCommand(script) {
  return (port, data) => [process.execPath, script, port, data]
}

function plainUrls(port) {
  return [`ws://127.0.0.1:${port}/`]
}

async function freePort() {
  const server = createServer()
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return String(port)
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

class Server {
  static async started(kind, folder, work) {
    const server = new Server()
    const data = join(folder, "data")
    mkdirSync(data, { recursive: true })
    server.data = data
    const port = await freePort()
    const [program, ...args] = kind.command(port, data)
    const begun = performance.now()
    const child = (server.child = spawn(program, args, {
      stdio: ["ignore", "pipe", openSync(join(folder, "server.log"), "a")],
      env: kind.name === "groundmist" ? process.env : withoutOptions(),
    }))
    server.ended = new Promise(resolve => child.once("exit", resolve))
    let said = ""
    await new Promise((resolve, reject) => {
      child.stdout.on("data", text => {
        said += text
        if (said.includes(`127.0.0.1:${port}`)) resolve()
      })
      child.once("error", reject)
      child.once("exit", code => {
        reject(new Error(`${kind.name} ended with ${code}: ${said} ${readFileSync(join(folder, "server.log"))}`))
      })
    })
    server.startMs = performance.now() - begun
    if (work) server.urls = kind.urls(port, data, work)
    return server
  }

  get pid() {
    return this.child.pid
  }

  /** The server on 1.1.2 does not end by itself within 15 seconds: not worth waiting for. */
  async stop() {
    this.child.kill("SIGTERM")
    if (await Promise.race([this.ended.then(() => true), pause(5_000)])) return
    await this.kill()
  }

  async kill() {
    this.child.kill("SIGKILL")
    await this.ended
  }
}

async function drive(kind, server, work) {
  const driver = fork(join(here, "benchmark-load.mjs"), { stdio: "inherit" })
  const answer = new Promise((resolve, reject) => {
    driver.once("message", resolve)
    driver.once("exit", code => reject(new Error(`the load driver ended with ${code} before it had said anything`)))
  })
  const { list } = kind
  driver.send({ work, list: list?.(server.data), urls: server.urls, pid: server.pid, java: kind.java, name: kind.name, scale, folder: output })
  const { figures, failure } = await answer
  await new Promise(resolve => (driver.exitCode === null ? driver.once("exit", resolve) : resolve()))
  if (failure) throw new Error(failure)
  return figures
}

/** From the command to the line that says it listens: on a fresh folder first, then on the same again. */
async function startUp(kind, folder) {
  const times = []
  let idle
  for (let i = 0; i < scale.starts; i++) {
    const server = await Server.started(kind, folder)
    times.push(server.startMs)
    if (i === 0) {
      await pause(scale.idle)
      idle = memory(server.pid)
    }
    await server.stop()
  }
  return { first: times[0], p50: times.slice(1).toSorted((a, b) => a - b)[(times.length - 1) >> 1], idle }
}

const begun = Date.now()
mkdirSync(output, { recursive: true })
const loadBefore = loadavg()[0]
const results = {}
const only = listed("only")
for (const kind of servers) {
  const figures = (results[kind.name] = {})
  for (const work of ["startUp", ...kind.works].filter(work => only?.includes(work) ?? true)) {
    console.error(`${Math.round((Date.now() - begun) / 1000)} s: ${kind.name}, ${work}`)
    const folder = mkdtempSync(join(tmpdir(), "groundmist-benchmark-"))
    let server
    try {
      if (work === "startUp") {
        figures.startUp = await startUp(kind, folder)
        continue
      }
      server = await Server.started(kind, folder, work)
      figures[work] = await drive(kind, server, work)
    } catch (error) {
      figures[work] = { failure: String(error.message) }
      console.error(error)
      process.exitCode = 1
    } finally {
      await server?.kill()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const machine = {
  date: new Date().toISOString(),
  cores: cpus().length,
  processor: cpus()[0].model,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore,
  minutes: (Date.now() - begun) / 60_000,
  quick,
}
writeFileSync(join(output, "figures.json"), JSON.stringify({ machine, scale, results }, null, 2))
const page = table({ machine, scale, results })
writeFileSync(join(output, "table.md"), page)
console.log(page)
