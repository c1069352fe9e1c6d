// The example app on the tests' network. What it sends and gets is kept in `seen`, for thieves and for those who look for secrets.
import { start } from "../../../client/example/app.js"

const seen = (globalThis.seen = { secrets: [], tokens: [], tickets: [], asked: [] })

const fetch = globalThis.fetch
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const url = new URL(request.url)
  const response = await fetch(input, init)
  const proof = request.headers.get("DPoP")
  const credential = request.headers.get("Authorization")?.split(" ")[1]
  const answer = await response
    .clone()
    .json()
    .catch(() => ({}))
  const { token, ticket, code, access_token, refresh_token } = answer ?? {}
  seen.secrets.push(...[proof, credential, token, ticket, code, access_token, refresh_token].filter(Boolean))
  if (url.pathname === "/authenticate" && token) seen.tokens.push(token)
  if (ticket) seen.tickets.push(ticket)
  seen.asked.push(`${request.method} ${url.host}${url.pathname}`)
  return response
}

/** From now on this page believes that it is so much later. */
globalThis.goForward = ms => {
  const now = Date.now
  Date.now = () => now() + ms
}

await start(await (await fetch("network.json")).json())
