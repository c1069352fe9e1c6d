/**
 * @typedef {{host: string, secret: string}} Invitation good once, for two minutes
 */

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+])(?::\d{1,5})?$/

/**
 * The invitation in a link, or null: `https://<host>/#invitation=<secret>` as the server gives it, or
 * `<address of the app>#groundmist-sync=<host>&invitation=<secret>`.
 * @param {string} link @returns {Invitation | null}
 */
export function readInvitation(link) {
  if (!URL.canParse(link)) return null
  const url = new URL(link)
  const fields = new URLSearchParams(url.hash.slice(1))
  const secret = fields.get("invitation") ?? ""
  const host = (fields.get("groundmist-sync") ?? url.host).toLowerCase()
  return HOST.test(host) && /^[\w-]{22,86}$/.test(secret) ? { host, secret } : null
}

/** As readInvitation for this page's own address, from which it takes the secret away. */
export function takeInvitation() {
  const invitation = readInvitation(location.href)
  if (invitation) history.replaceState(history.state, "", location.pathname + location.search)
  return invitation
}

/**
 * Where a server with this host is: HTTPS, but for one on this very computer, which has no certificate.
 * @param {string} host
 */
export function originOf(host) {
  if (!HOST.test(host)) throw new RangeError("The address of the sync server isn't a host name.")
  const here = /^(localhost|127\.0\.0\.1|\[::1])(:|$)/.test(host)
  return new URL(`${here ? "http" : "https"}://${host}`).origin
}
