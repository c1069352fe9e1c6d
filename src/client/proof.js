import { jsonToBase64Url, toBase64Url } from "./encoding.js"

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }

/** A key pair whose private half can be used but never read, not even by this page. */
export const newKeys = () => crypto.subtle.generateKey(ES256, false, ["sign", "verify"])

/**
 * A DPoP proof (RFC 9449, section 4.2).
 * @param {CryptoKeyPair} keys
 * @param {{method: string, url: string, nonce?: string, credential?: string}} claims credential: what
 *   goes with it in the Authorization header
 */
export async function proof(keys, { method, url, nonce, credential }) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", keys.publicKey)
  const header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } }
  const body = {
    jti: toBase64Url(crypto.getRandomValues(new Uint8Array(16))),
    htm: method,
    htu: url,
    iat: Math.floor(Date.now() / 1000),
    nonce,
    ath: credential && toBase64Url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(credential))),
  }
  const signed = `${jsonToBase64Url(header)}.${jsonToBase64Url(body)}`
  const signature = await crypto.subtle.sign(ES256, keys.privateKey, new TextEncoder().encode(signed))
  return `${signed}.${toBase64Url(signature)}`
}

/**
 * @param {CryptoKey} key @param {Uint8Array<ArrayBuffer>} signature r and s, 32 bytes each
 * @param {string} text
 */
export const isSignedBy = (key, signature, text) =>
  crypto.subtle.verify(ES256, key, signature, new TextEncoder().encode(text))
