// The CBOR (RFC 8949) of automerge-repo's messages: maps with text keys, text, bytes, lists, true, false,
// null and numbers, all of definite length. What cbor-x, the codec of the other clients, makes of these.

const BYTES = 2
const TEXT = 3
const LIST = 4
const MAP = 5
const TAG = 6
const DEEPEST = 16

const utf8 = new TextEncoder()
const text = new TextDecoder("utf-8", { fatal: true })

/** @param {unknown} value @returns {Uint8Array} */
export function encode(value) {
  let out = new Uint8Array(256)
  let view = new DataView(out.buffer)
  let size = 0

  const room = more => {
    if (size + more <= out.length) return
    const larger = new Uint8Array(Math.max(out.length * 2, size + more))
    larger.set(out.subarray(0, size))
    out = larger
    view = new DataView(out.buffer)
  }
  const byte = value => {
    room(1)
    out[size++] = value
  }
  const raw = bytes => {
    room(bytes.length)
    out.set(bytes, size)
    size += bytes.length
  }
  const head = (major, argument) => {
    room(5)
    const first = major << 5
    if (argument < 24) out[size++] = first | argument
    else if (argument < 0x100) (out[size++] = first | 24), (out[size++] = argument)
    else if (argument < 0x10000) (out[size++] = first | 25), view.setUint16(size, argument), (size += 2)
    else (out[size++] = first | 26), view.setUint32(size, argument), (size += 4)
  }
  const put = item => {
    if (item === null || item === undefined) byte(0xf6)
    else if (item === false) byte(0xf4)
    else if (item === true) byte(0xf5)
    else if (typeof item === "string") {
      const bytes = utf8.encode(item)
      head(TEXT, bytes.length)
      raw(bytes)
    } else if (typeof item === "number") {
      if (Number.isInteger(item) && item >= 0 && item <= 0xffffffff) return head(0, item)
      byte(0xfb)
      room(8)
      view.setFloat64(size, item)
      size += 8
    } else if (ArrayBuffer.isView(item)) {
      head(BYTES, item.byteLength)
      raw(new Uint8Array(item.buffer, item.byteOffset, item.byteLength))
    } else if (Array.isArray(item)) {
      head(LIST, item.length)
      item.forEach(put)
    } else if (typeof item === "object") {
      const entries = Object.entries(item).filter(([, of]) => of !== undefined)
      head(MAP, entries.length)
      for (const [key, of] of entries) put(key), put(of)
    } else throw new TypeError(`A message can't hold a ${typeof item}.`)
  }

  put(value)
  return out.slice(0, size)
}

/**
 * Byte strings of the answer share the memory of `bytes`.
 * @param {Uint8Array} bytes @returns {any}
 * @throws {RangeError} for anything but one whole item of the kinds above
 */
export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0

  const take = count => {
    if (count > bytes.length - at) throw new RangeError("The message ends too early.")
    at += count
    return at - count
  }
  const argument = info => {
    if (info < 24) return info
    if (info === 24) return bytes[take(1)]
    if (info === 25) return view.getUint16(take(2))
    if (info === 26) return view.getUint32(take(4))
    if (info === 27) return Number(view.getBigUint64(take(8)))
    throw new RangeError("The message has a length that isn't definite.")
  }
  const simple = info => {
    if (info === 20 || info === 21) return info === 21
    if (info === 22) return null
    if (info === 23) return undefined
    if (info === 26) return view.getFloat32(take(4))
    if (info === 27) return view.getFloat64(take(8))
    throw new RangeError("The message holds a value of an unknown kind.")
  }
  const item = depth => {
    if (depth > DEEPEST) throw new RangeError("The message is nested too deeply.")
    const first = bytes[take(1)]
    const major = first >> 5
    if (major === 7) return simple(first & 31)
    const size = argument(first & 31)
    switch (major) {
      case 0:
        return size
      case 1:
        return -1 - size
      case BYTES: {
        const start = take(size)
        return bytes.subarray(start, start + size)
      }
      case TEXT: {
        const start = take(size)
        return text.decode(bytes.subarray(start, start + size))
      }
      case LIST: {
        const list = []
        for (let i = 0; i < size; i++) list.push(item(depth + 1))
        return list
      }
      case MAP: {
        const map = {}
        for (let i = 0; i < size; i++) {
          const key = item(depth + 1)
          if (typeof key !== "string" || key === "__proto__") throw new RangeError("The message has a bad key.")
          map[key] = item(depth + 1)
        }
        return map
      }
      case TAG:
        return item(depth + 1)
    }
  }

  const value = item(0)
  if (at !== bytes.length) throw new RangeError("Something follows the message.")
  return value
}
