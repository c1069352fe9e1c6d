// A DNS server in which every name leads to the IPv4 address in the first argument.
// Ends with its standard input.
import dgram from "node:dgram"

const address = Buffer.from(process.argv[2].split(".").map(Number))
const A = 1

const server = dgram.createSocket("udp4", (query, from) => {
  let end = 12
  while (query[end] !== 0) end += query[end] + 1
  const question = query.subarray(12, end + 5)
  const found = query.readUInt16BE(end + 1) === A
  const head = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, found ? 1 : 0, 0, 0, 0, 0])
  const answer = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 1, 0, 4, ...address])
  server.send(Buffer.concat(found ? [head, question, answer] : [head, question]), from.port, from.address)
})
process.stdin.on("end", () => process.exit()).resume()
server.bind(53, "0.0.0.0", () => console.log("listening"))
