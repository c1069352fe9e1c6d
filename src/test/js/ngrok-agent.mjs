// ngrok's own agent. Arguments: edge address, certificate file, authtoken, domain or "", where to
// forward. Prints one JSON line: {"url"} or {"error"}; ends with its standard input.
import { readFileSync } from "node:fs"
import ngrok from "@ngrok/ngrok"

const [address, certificate, token, domain, forwardTo] = process.argv.slice(2)
const say = line => process.stdout.write(JSON.stringify(line) + "\n")
try {
  const session = await new ngrok.SessionBuilder()
    .authtoken(token)
    .serverAddr(address)
    .caCert(readFileSync(certificate))
    .connect()
  const endpoint = session.httpEndpoint()
  if (domain) endpoint.domain(domain)
  const listener = await endpoint.listenAndForward(forwardTo)
  say({ url: listener.url() })
} catch (e) {
  say({ error: String(e.message ?? e), code: e.errorCode ?? null })
  process.exit(1)
}
process.stdin.on("end", () => process.exit(0)).resume()
