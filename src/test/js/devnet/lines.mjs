// Answers JSON lines: {id, do, with} on standard input, {id, ok} or {id, error} on standard output.
// The end of standard input is the end of the process, so a child never outlives the JVM that asked.
import readline from 'node:readline'

export function answer(commands, atTheEnd) {
  const lines = readline.createInterface({ input: process.stdin })
  lines.on('line', async (line) => {
    const { id, do: command, with: given } = JSON.parse(line)
    try {
      if (!Object.hasOwn(commands, command)) throw new Error(`there is no command ${command}`)
      say({ id, ok: (await commands[command](given ?? {})) ?? null })
    } catch (e) {
      say({ id, error: String(e?.message ?? e) })
    }
  })
  lines.on('close', async () => {
    setTimeout(() => process.exit(1), 5000).unref()
    await atTheEnd()
    process.exit(0)
  })
}

export function say(message) {
  process.stdout.write(JSON.stringify(message) + '\n')
}
