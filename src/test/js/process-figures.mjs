// What a process and the machine have used, from /proc (Linux) and, for Java, from jcmd.
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs"
import { dirname, join } from "node:path"

const TICKS = Number(execFileSync("getconf", ["CLK_TCK"]))
const MB = 1 << 20

function stat(pid) {
  const line = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ")
  return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS }
}

/** The process and those it started that still run. */
function tree(pid) {
  const parents = new Map()
  for (const name of readdirSync("/proc").filter(name => /^\d+$/.test(name))) {
    try {
      parents.set(Number(name), stat(name).parent)
    } catch {
      // it has ended meanwhile
    }
  }
  const found = [pid]
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child)
  return found
}

/** User and system CPU seconds of a process tree so far; a tick is 10 ms. */
export const cpuSeconds = pid => tree(pid).reduce((sum, one) => sum + stat(one).seconds, 0)

/** Resident memory now and at its highest, in MB. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  const value = name => Number(status.match(new RegExp(`${name}:\\s+(\\d+) kB`))[1]) / 1024
  return { rssMb: value("VmRSS"), peakMb: value("VmHWM") }
}

/**
 * Megabytes of Java heap in use after full collections; undefined where there is no jcmd. The serial collector
 * leaves up to 5 % of its space uncollected rather than move what lies behind it (MarkSweepDeadRatio), but every
 * fourth time it takes all (MarkSweepAlwaysCompactCount), so one of four does.
 */
export function heapAfterGc(pid) {
  const jcmd = join(dirname(readlinkSync(`/proc/${pid}/exe`)), "jcmd")
  if (!existsSync(jcmd)) return undefined
  const ask = command => execFileSync(jcmd, [String(pid), command], { encoding: "utf8" })
  for (let i = 0; i < 4; i++) ask("GC.run")
  const info = ask("GC.heap_info")
  const heap = info.split(/Metaspace/)[0]
  const used = [...heap.matchAll(/used (\d+)K/g)].map(match => Number(match[1]))
  return used.reduce((sum, kb) => sum + kb, 0) * 1024 / MB
}

/** CPU seconds that all processes of the machine have used together. */
export function machineSeconds() {
  const fields = readFileSync("/proc/stat", "utf8").split("\n")[0].split(/\s+/).slice(1).map(Number)
  const [user, nice, system, , , interrupts, softInterrupts, steal] = fields
  return (user + nice + system + interrupts + softInterrupts + steal) / TICKS
}
