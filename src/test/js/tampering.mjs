// What happens to a client's sync messages on their way to the server, so that a real client sends what
// only a broken one would. Each is a function of the data (Automerge sync message V1) and its document.

/** Every change has a bit wrong. */
export const damaged = () => changing(chunk => {
  chunk[chunk.length - 1] ^= 1
  return chunk
})

/** Changes of a kind that the server takes none of: a whole document. */
export const wholeDocuments = () => changing(chunk => {
  chunk[8] = 0
  return chunk
})

/** The first change there was of each document never arrives, so what follows it can't be placed. */
export const firstLost = () => {
  const lost = new Map()
  return changing((chunk, id) => {
    const bytes = Buffer.from(chunk).toString("latin1")
    if (!lost.has(id)) lost.set(id, bytes)
    return lost.get(id) === bytes ? undefined : chunk
  })
}

/** No sync message any more: its version is none there is. */
export const garbled = () => data => {
  const copy = Uint8Array.from(data)
  copy[0] = 0x11
  return copy
}

const changing = change => (data, id) => {
  if (data[0] !== 0x42) throw new Error(`a sync message of version ${data[0]}`)
  const reader = new Reader(data)
  for (let lists = 0; lists < 2; lists++) reader.skip(32 * reader.number())
  for (let have = reader.number(); have > 0; have--) {
    reader.skip(32 * reader.number())
    reader.skip(reader.number())
  }
  const before = data.subarray(0, reader.at)
  const chunks = []
  for (let count = reader.number(); count > 0; count--) {
    const length = reader.number()
    chunks.push(Uint8Array.from(data.subarray(reader.at, reader.at + length)))
    reader.skip(length)
  }
  const changed = chunks.map(chunk => change(chunk, id)).filter(Boolean)
  const prefixed = changed.flatMap(chunk => [uleb(chunk.length), chunk])
  return new Uint8Array(Buffer.concat([before, uleb(changed.length), ...prefixed, data.subarray(reader.at)]))
}

class Reader {
  at = 1
  constructor(data) {
    this.data = data
  }
  number() {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.data[this.at++]
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  skip(bytes) {
    this.at += bytes
  }
}

function uleb(value) {
  const bytes = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128)
  return Uint8Array.from([...bytes, value])
}
