export { GroundmistSync } from "./sync.js"
export { readInvitation, takeInvitation } from "./invitation.js"
