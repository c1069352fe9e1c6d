import { fromBase58 } from "./encoding.js"

// NIST P-256 (SEC 2, 2.4.2). WebCrypto reads only uncompressed points, a Multikey holds a compressed one.
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
const CODEC = [0x80, 0x24]

/**
 * @param {string} multikey a P-256 key as Multikey (W3C Controlled Identifiers 1.0): z, then base58btc
 * @returns {Promise<CryptoKey>} good for verifying
 */
export async function verificationKey(multikey) {
  const bytes = fromBase58(multikey.slice(1))
  const sign = bytes[2] - 2
  if (multikey[0] !== "z" || bytes.length !== 35 || CODEC.some((byte, i) => byte !== bytes[i]) || sign >> 1)
    throw new RangeError("The server's key isn't a P-256 Multikey.")
  const hex = Array.from(bytes.subarray(3), byte => byte.toString(16).padStart(2, "0")).join("")
  const x = BigInt(`0x${hex}`)
  let y = power((x ** 3n - 3n * x + B) % P, (P + 1n) / 4n)
  if (Number(y & 1n) !== sign) y = P - y
  const point = Uint8Array.from(`04${hex}${y.toString(16).padStart(64, "0")}`.match(/../g), h => Number.parseInt(h, 16))
  return crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"])
}

function power(base, exponent) {
  let result = 1n
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % P)
    if (rest & 1n) result = (result * square) % P
  return result
}
