const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

/** @param {Uint8Array | ArrayBuffer} bytes */
export function toBase64Url(bytes) {
  const binary = Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join("")
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64Url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0))
}

export const jsonToBase64Url = value => toBase64Url(new TextEncoder().encode(JSON.stringify(value)))

/** @param {string} text base58btc of a value without leading zeros */
export function fromBase58(text) {
  let value = 0n
  for (const letter of text) {
    const digit = BASE58.indexOf(letter)
    if (digit < 0) throw new RangeError("This isn't base58.")
    value = value * 58n + BigInt(digit)
  }
  const hex = value.toString(16)
  const even = hex.padStart(hex.length + (hex.length % 2), "0")
  return Uint8Array.from(even.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}
