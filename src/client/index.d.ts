/**
 * What this module needs of the app's OAuth session: an `OAuthSession` of `@atproto/oauth-client-browser` (or
 * -node) is one. Its scope must hold `rpc:xyz.groundmist.sync.authenticate?aud=*` or `transition:generic`.
 */
export interface Session {
  readonly did: string
  /** A request to the user's PDS, with the session's access token; the path begins with a slash. */
  fetchHandler(path: string, init?: RequestInit): Promise<Response>
}

/** Keeps a key pair and a few strings under a name. The standard one is IndexedDB, without it this page's memory. */
export interface Store {
  /** Replaces what is kept under the name (undefined: nothing yet) and returns the new value, in one step. */
  change<T>(name: string, change: (kept: T | undefined) => T): Promise<T>
}

/** A single-use way in, good for two minutes. */
export interface Invitation {
  readonly host: string
  readonly secret: string
}

export interface Options {
  /** Whose documents these are: the lexicon authority domain of the app, such as `xyz.example.notes`. */
  space: string
  /** Shown to the owner beside the app's origin. */
  appName?: string
  /** The signed-in user. Without it only an app that was let in before, or that has an invitation, gets in. */
  session?: Session
  /**
   * The user while there is no session, say because the PDS is down: an app that was let in before goes on without
   * one. Leave it out after a sign-out.
   */
  did?: string
  /** The PDS of `did`, when it is known; else it is read from the DID's document. */
  pds?: string | URL
  invitation?: Invitation | null
  /** Called at each change, with something to show. */
  onStatus?: (status: Status) => void
  store?: Store
  /** Standard: `https://plc.directory`. */
  plcDirectory?: string | URL
  fetch?: typeof globalThis.fetch
  /** Where there is no global WebSocket (Node.js before 22): one with the interface of browsers, such as `ws`. */
  WebSocket?: unknown
}

/**
 * - `offline`: not connected; tried again by and by
 * - `connecting`
 * - `approval`: the owner is asked and has to compare `code`
 * - `online`
 * - `stopped`: nothing more happens before {@link GroundmistSync.retry}
 */
export type State = "offline" | "connecting" | "approval" | "online" | "stopped"

/**
 * - `closed`, `unreachable`: see the sentence
 * - `impostor`: who answers at the server's address doesn't hold its key; nothing was sent there
 * - `no-server`: the account publishes none
 * - `refused`: the owner, or the server in its owner's name, said no
 * - `revoked`: the app was in, and was cut off
 * - `unanswered`: nobody approved within ten minutes
 * - `signed-out`: the OAuth session has ended or may not ask for service auth
 */
export type Reason =
  | "closed"
  | "unreachable"
  | "impostor"
  | "no-server"
  | "refused"
  | "revoked"
  | "unanswered"
  | "signed-out"

export interface Status {
  readonly state: State
  /** For the person in front of the app. */
  readonly sentence: string
  readonly reason?: Reason
  /** Short, such as `K7-QM`: the owner sees the same one. */
  readonly code?: string
}

export interface PeerMetadata {
  storageId?: any
  isEphemeral?: boolean
}

/** A network adapter for the `network` of an automerge-repo `Repo`, from 1.2 to 2.5. */
export class GroundmistSync {
  constructor(options: Options)

  readonly status: Status

  /**
   * Tries again now. After `stopped` it may ask the owner anew: call it when the user says so.
   * @param session the new one after another sign-in of the same user
   */
  retry(session?: Session): void

  /**
   * The URL of the document with which this app begins: the same one on all devices of the user. Known at once
   * where the app was connected before; else settled when it is first let in.
   * @param make makes the document, and is called only when no device has named one
   */
  rootDocument(make: () => string | Promise<string>): Promise<string>

  /** For a sign-out: disconnects and throws the app's key away; the owner is asked again after the next sign-in. */
  forget(): Promise<void>

  // NetworkAdapterInterface of automerge-repo
  peerId?: any
  peerMetadata?: PeerMetadata
  connect(peerId: any, peerMetadata?: PeerMetadata): void
  disconnect(): void
  send(message: any): void
  isReady(): boolean
  whenReady(): Promise<void>
  on(event: any, listener: (...payload: any[]) => void, context?: any): this
  addListener(event: any, listener: (...payload: any[]) => void, context?: any): this
  once(event: any, listener: (...payload: any[]) => void, context?: any): this
  off(event: any, listener?: (...payload: any[]) => void, context?: any, once?: boolean): this
  removeListener(event: any, listener?: (...payload: any[]) => void, context?: any, once?: boolean): this
  removeAllListeners(event?: any): this
  emit(event: any, ...payload: any[]): boolean
  listeners(event: any): any[]
  listenerCount(event: any): number
  eventNames(): any[]
}

/** The invitation in a link, or null when it holds none. */
export function readInvitation(link: string): Invitation | null

/** The invitation in this page's own address, from which the secret is then taken away; null without one. */
export function takeInvitation(): Invitation | null
