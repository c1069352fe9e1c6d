import { Repo } from "@automerge/automerge-repo/slim"
import type { NetworkAdapterInterface } from "@automerge/automerge-repo/slim"
import type { OAuthSession } from "@atproto/oauth-client-browser"
import { GroundmistSync, takeInvitation, type Status } from "groundmist-sync-client"

declare const session: OAuthSession
const sync = new GroundmistSync({ space: "org.example.notes", session, invitation: takeInvitation(), onStatus: (status: Status) => console.log(status.code) })
const adapter: NetworkAdapterInterface = sync
const repo = new Repo({ network: [adapter] })
export const url: Promise<string> = sync.rootDocument(() => repo.create({ notes: [] }).url)
