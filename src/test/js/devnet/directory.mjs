// A did:plc directory in memory (https://web.plc.directory/spec/v0.1/did-plc), without its recovery window.
import http from 'node:http'
import plc from '@did-plc/lib'

const PATH = /^\/(did:plc:[a-z2-7]{24})(\/data|\/log\/last|\/log)?$/

export async function startDirectory() {
  const logs = new Map()
  const old = new Set()
  const server = http.createServer(async (request, response) => {
    try {
      await serve(request, response, logs, old)
    } catch (e) {
      json(response, 400, { message: String(e?.message ?? e) })
    }
  })
  await new Promise((ready, failed) => server.once('error', failed).listen(0, '127.0.0.1', ready))
  return {
    url: `http://localhost:${server.address().port}`,
    lastOperation: (did) => logs.get(did)?.at(-1),
    /** From now on a DID document is rendered as plc.directory did in 2023: relative ids, bare uncompressed points. */
    renderAsIn2023: (did) => old.add(did),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function serve(request, response, logs, old) {
  const [, did, part] = PATH.exec(decodeURIComponent(request.url)) ?? []
  if (!did) return json(response, request.url === '/_health' ? 200 : 404, { message: 'Not found' })
  if (request.method === 'POST') {
    const log = [...(logs.get(did) ?? []), JSON.parse(await read(request))]
    await plc.validateOperationLog(did, log)
    logs.set(did, log)
    return json(response, 200, {})
  }
  const log = logs.get(did)
  if (!log) return json(response, 404, { message: `DID not registered: ${did}` })
  const data = plc.opToData(did, log.at(-1))
  if (part === '/log') return json(response, 200, log)
  if (part === '/log/last') return json(response, 200, log.at(-1))
  if (!data) return json(response, 410, { message: `DID not available: ${did}` })
  const document = part ? data : old.has(did) ? plc.formatDidDoc(data) : current(data)
  json(response, 200, document, 'application/did+ld+json; charset=utf-8')
}

function current({ did, alsoKnownAs, verificationMethods, services }) {
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/suites/secp256k1-2019/v1',
    ],
    id: did,
    alsoKnownAs,
    verificationMethod: Object.entries(verificationMethods).map(([name, key]) => ({
      id: `${did}#${name}`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: key.replace(/^did:key:/, ''),
    })),
    service: Object.entries(services).map(([name, { type, endpoint }]) => ({
      id: `#${name}`,
      type,
      serviceEndpoint: endpoint,
    })),
  }
}

async function read(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function json(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' })
  response.end(JSON.stringify(body))
}
