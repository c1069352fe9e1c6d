// A real ATProto network on loopback: a did:plc directory and as many reference PDSes as are asked for, with their
// own login and consent pages. Says {ready} when it is there; lines.mjs has the protocol, `commands` the vocabulary.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { P256Keypair, Secp256k1Keypair } from '@atproto/crypto'
import plc from '@did-plc/lib'
import { startDirectory } from './directory.mjs'
import { answer, say } from './lines.mjs'

// A PDS listens on every address, and can't be told not to.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (where, ...rest) {
  if (typeof where === 'number') {
    return listen.call(this, where, '127.0.0.1', ...(typeof rest[0] === 'string' ? rest.slice(1) : rest))
  }
  const options = where && typeof where === 'object' && 'port' in where ? { ...where, host: '127.0.0.1' } : where
  return listen.call(this, options, ...rest)
}

// A name on the internet that leads to a server of the story's, as a tunnel would.
const elsewhere = new Map()
const fetchThere = globalThis.fetch
globalThis.fetch = function (input, init) {
  const url = new URL(input.url ?? input)
  const to = elsewhere.get(url.origin)
  if (!to) return fetchThere.call(this, input, init)
  // without what else came with it: a PDS has its connections refuse addresses of this machine
  return fetchThere(to + url.pathname + url.search, { headers: { accept: 'application/json' }, redirect: 'error' })
}

process.env.NODE_ENV = 'development'
process.env.LOG_ENABLED = process.env.DEVNET_LOG ? 'true' : 'false'
process.env.LOG_DESTINATION = process.env.DEVNET_LOG ?? ''
const { PDS } = await import('@atproto/pds')

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'devnet-'))
const directory = await startDirectory()
const hosts = []

class Host {
  constructor(number, port, environment) {
    this.number = number
    this.url = `http://localhost:${port}`
    this.environment = environment
  }

  static async create(number) {
    const rotation = await Secp256k1Keypair.create({ exportable: true })
    const data = path.join(folder, `pds-${number}`)
    fs.mkdirSync(data)
    const port = await freePort()
    return new Host(number, port, {
      devMode: true,
      port,
      hostname: 'localhost',
      serviceDid: number ? `did:web:pds${number}.test` : undefined,
      serviceName: number ? `Devnet PDS ${number}` : 'Devnet PDS',
      serviceHandleDomains: [number ? `.pds${number}.test` : '.test'],
      dataDirectory: data,
      blobstoreDiskLocation: path.join(data, 'blobs'),
      blobstoreDiskTmpLocation: path.join(data, 'blobs-tmp'),
      didPlcUrl: directory.url,
      recoveryDidKey: (await Secp256k1Keypair.create()).did(),
      plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotation.export()).toString('hex'),
      adminPassword: randomBytes(12).toString('hex'),
      jwtSecret: randomBytes(16).toString('hex'),
      dpopSecret: randomBytes(32).toString('hex'),
      inviteRequired: false,
      disableSsrfProtection: true,
      rateLimitsEnabled: false,
      bskyAppViewUrl: 'http://127.0.0.1:9',
      bskyAppViewDid: 'did:example:nobody',
      bskyAppViewCdnUrlPattern: 'http://127.0.0.1:9/%s/%s/%s',
    })
  }

  async start() {
    this.server = await PDS.fromEnv(this.environment)
    await this.server.start()
  }

  async stop() {
    await this.server?.destroy()
    this.server = undefined
  }

  get did() {
    return this.server.ctx.cfg.service.did
  }

  get domain() {
    return this.environment.serviceHandleDomains[0]
  }

  describe() {
    return { number: this.number, url: this.url, did: this.did, domain: this.domain }
  }
}

async function addPds() {
  const host = await Host.create(hosts.length)
  await host.start()
  hosts.push(host)
  return host.describe()
}

async function createAccount({ pds = 0, name }) {
  const host = hosts[pds]
  const handle = name + host.domain
  const account = { handle, email: `${name}@pds${pds}.example.com`, password: randomBytes(9).toString('hex') }
  const { did } = await xrpc(host, 'com.atproto.server.createAccount', { body: account })
  return { ...account, did, pds: host.url }
}

/** An identity that lives on no PDS: its signing key, of the curve P-256, is given away. */
async function createP256Identity({ handle, pds = 0 }) {
  const key = await P256Keypair.create({ exportable: true })
  const rotation = await Secp256k1Keypair.create()
  const client = new plc.Client(directory.url)
  const did = await client.createDid({
    signingKey: key.did(),
    handle,
    pds: hosts[pds].url,
    rotationKeys: [rotation.did()],
    signer: rotation,
  })
  rotationKeys.set(did, rotation)
  return { did, handle, privateKeyHex: Buffer.from(await key.export()).toString('hex') }
}

const rotationKeys = new Map()

/** What the owner of the rotation key can do at the directory. Without `signingKey` the key stays; `new` makes one nobody has. */
async function updateIdentity({ did, signingKey, handle, pds }) {
  const keys = hosts.map((host) => host.server?.ctx.plcRotationKey).filter(Boolean)
  const last = directory.lastOperation(did)
  const signer = rotationKeys.get(did) ?? keys.find((key) => last.rotationKeys.includes(key.did()))
  const fresh = signingKey === 'new' ? (await Secp256k1Keypair.create()).did() : signingKey
  const operation = await plc.createUpdateOp(last, signer, (was) => ({
    ...was,
    verificationMethods: fresh ? { ...was.verificationMethods, atproto: fresh } : was.verificationMethods,
    alsoKnownAs: handle === undefined ? was.alsoKnownAs : handle ? [`at://${handle}`] : [],
    services: pds ? { ...was.services, atproto_pds: { ...was.services.atproto_pds, endpoint: pds } } : was.services,
  }))
  await new plc.Client(directory.url).sendOperation(did, operation)
}

/** Moves an account as https://atproto.com/guides/account-migration tells; it gets a handle of the new PDS. */
async function migrate({ did, password, to, name }) {
  const old = hosts.find((host) => host.url === directory.lastOperation(did).services.atproto_pds.endpoint)
  const next = hosts[to]
  const { accessJwt } = await xrpc(old, 'com.atproto.server.createSession', { body: { identifier: did, password } })
  const service = await xrpc(old, 'com.atproto.server.getServiceAuth', {
    query: { aud: next.did, lxm: 'com.atproto.server.createAccount' },
    token: accessJwt,
  })
  const handle = name + next.domain
  const account = { did, handle, email: `${name}@pds${to}.example.com`, password: randomBytes(9).toString('hex') }
  const session = await xrpc(next, 'com.atproto.server.createAccount', { body: account, token: service.token })
  const archive = await xrpc(old, 'com.atproto.sync.getRepo', { query: { did }, raw: true })
  await xrpc(next, 'com.atproto.repo.importRepo', { bytes: archive, token: session.accessJwt })
  const wanted = await xrpc(next, 'com.atproto.identity.getRecommendedDidCredentials', { token: session.accessJwt })
  const operation = await plc.createUpdateOp(directory.lastOperation(did), old.server.ctx.plcRotationKey, (was) => ({ ...was, ...wanted }))
  await new plc.Client(directory.url).sendOperation(did, operation)
  await xrpc(next, 'com.atproto.server.activateAccount', { post: true, token: session.accessJwt })
  await xrpc(old, 'com.atproto.server.deactivateAccount', { body: {}, token: accessJwt })
  return { ...account, pds: next.url }
}

async function deactivate({ did, password, active = false }) {
  const host = hosts.find((each) => each.url === directory.lastOperation(did).services.atproto_pds.endpoint)
  const { accessJwt } = await xrpc(host, 'com.atproto.server.createSession', { body: { identifier: did, password } })
  const what = active ? { post: true } : { body: {} }
  await xrpc(host, `com.atproto.server.${active ? 'activate' : 'deactivate'}Account`, { ...what, token: accessJwt })
}

/** Calls a method of a PDS with the account's own password session: what another client of the owner's does. */
async function as({ did, password, method, query, body }) {
  const host = hosts.find((each) => each.url === directory.lastOperation(did).services.atproto_pds.endpoint)
  const { accessJwt } = await xrpc(host, 'com.atproto.server.createSession', { body: { identifier: did, password } })
  return xrpc(host, method, { query, body, token: accessJwt })
}

async function xrpc(host, method, { query, body, bytes, post, token, raw }) {
  const response = await fetch(`${host.url}/xrpc/${method}${query ? `?${new URLSearchParams(query)}` : ''}`, {
    method: body || bytes || post ? 'POST' : 'GET',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(bytes && { 'content-type': 'application/vnd.ipld.car' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body ? JSON.stringify(body) : bytes,
  })
  const answered = Buffer.from(await response.arrayBuffer())
  if (!response.ok) throw new Error(`${method}: ${response.status} ${answered}`)
  return raw ? answered : answered.length ? JSON.parse(answered) : null
}

function freePort() {
  return new Promise((found, failed) => {
    const probe = net.createServer()
    probe.once('error', failed)
    probe.listen(0, () => {
      const { port } = probe.address()
      probe.close(() => found(port))
    })
  })
}

const commands = {
  addPds,
  stopPds: ({ pds }) => hosts[pds].stop(),
  startPds: ({ pds }) => hosts[pds].start(),
  createAccount,
  createP256Identity,
  updateIdentity,
  renderAsIn2023: ({ did }) => directory.renderAsIn2023(did),
  migrate,
  deactivate,
  as,
  lead: ({ origin, to }) => void elsewhere.set(origin, to),
}

async function end() {
  await Promise.all(hosts.map((host) => host.stop().catch(() => {})))
  directory.close()
  fs.rmSync(folder, { recursive: true, force: true })
}

answer(commands, end)
await addPds()
say({ ready: { plc: directory.url, pds: hosts[0].describe() } })
