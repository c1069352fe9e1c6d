// Visits a web server on this machine ten times a second, and says when it begins and ceases to answer.
// Arguments: its port, the Host header. Ends with its standard input.
import http from "node:http"
import { setTimeout as pause } from "node:timers/promises"

const [port, host] = process.argv.slice(2)

const answers = () =>
  new Promise(done => {
    const question = http.get(
      { host: "127.0.0.1", port, headers: { Host: host }, agent: false, timeout: 1000 },
      answer => {
        answer.resume()
        answer.on("close", () => done(answer.complete && answer.statusCode === 200))
      },
    )
    question.on("timeout", () => question.destroy())
    question.on("error", () => done(false))
  })

process.stdin.on("end", () => process.exit()).resume()
for (let before; ; await pause(100)) {
  const now = await answers()
  if (now !== before) console.log(now ? "reached" : "gone")
  before = now
}
