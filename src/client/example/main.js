import { start } from "./app.js"

await start({ handleResolver: "https://bsky.social" })
