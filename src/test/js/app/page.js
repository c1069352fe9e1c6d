// The example app on the tests' network. What it sends and gets is kept in `seen`, for thieves and for those who look for secrets.
import { start } from "../../../client/example/app.js"

const seen = (globalThis.seen = { secrets: [], tokens: [], tickets: [], asked: [], refusals: [], closed: Promise.resolve() })

/** From now on a ticket is kept from the app, as if somebody had taken it on its way. */
globalThis.stealTickets = false

const fetch = globalThis.fetch
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const url = new URL(request.url)
  const response = await fetch(request)
  const text = await response.clone().text()
  const { token, ticket, code, access_token, refresh_token } = parsed(text)
  const proof = request.headers.get("DPoP")
  const credential = request.headers.get("Authorization")?.split(" ")[1]
  seen.secrets.push(...[proof, credential, token, ticket, code, access_token, refresh_token].filter(Boolean))
  seen.asked.push(`${request.method} ${url.host}${url.pathname}`)
  if (!response.ok && !code) seen.refusals.push(text)
  if (url.pathname === "/authenticate" && token) seen.tokens.push(token)
  if (ticket) seen.tickets.push(ticket)
  return ticket && globalThis.stealTickets ? Response.json({}, { status: 503 }) : response
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

const WebSocket = globalThis.WebSocket
globalThis.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url)
    seen.closed = new Promise(resolve => this.addEventListener("close", resolve))
  }
}

/** From now on this page believes that it is so much later. */
globalThis.goForward = ms => {
  const now = Date.now
  Date.now = () => now() + ms
}

await start(await (await fetch("network.json")).json())
