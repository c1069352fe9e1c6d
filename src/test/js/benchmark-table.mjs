// The benchmark's figures as a Markdown table: ours, each Node server's, and the ratios.

const number = value => {
  if (value === undefined || !Number.isFinite(value)) return "-"
  if (value === 0) return "0"
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString("en-US")
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3)
}

const per1000 = figures => (figures.cpu / figures.count) * 1000
const megabytes = bytes => bytes / 1e6

/** Each row: what, the figure of one server's results, the aim of design.md. */
const rows = scale => [
  ...edits("cold", scale.edits.clients, "cold"),
  ...edits("warm", scale.edits.clients, "warm", "≤ 0.15x Node, ≤ 3x echo; first bar 0.5x"),
  ...edits("more", scale.edits.more, "warm", "≤ 0.15x Node, ≤ 3x echo; first bar 0.5x"),
  ...fanOut(scale.fanOut.readers, "cold"),
  ...fanOut(scale.fanOut.readers, "warm", { p50: "≤ 0.1x; first bar 0.2x", p99: "≤ 0.3x" }),
  ...documents("Upload", "cold", ""),
  ...documents("Upload", "warm", "≤ 0.15x; first bar 0.3x"),
  ...documents("Download", "cold", ""),
  ...documents("Download", "warm", ""),
  ...long("Up", "cold", "upload", { bytes: "11 MB for now" }),
  ...long("Up", "warm", "upload", { bytes: "11 MB for now" }),
  ...long("Down", "cold", "first sync", { seconds: "≤ 0.5x", bytes: "≤ 1.0x" }),
  ...long("Down", "warm", "first sync", { seconds: "≤ 0.5x", bytes: "≤ 1.0x" }),
  ...long("Down", "snapshot", "first sync", { seconds: "≤ 0.7x", bytes: "≤ 1.2x" }),
  [`reconnect of a client that has it: p50 ms`, r => r.longHistory?.reconnect, f => f.p50, "≤ 0.3x"],
  ["… bytes up and down", r => r.longHistory?.reconnect, f => f.bytesUp + f.bytesDown, "≤ 350 B"],
  [`Java heap for ${scale.longHistory.changes.toLocaleString("en-US")} changes loaded, MB`, r => r.longHistory, f => f.heapAfter.heapMb - f.heapBefore.heapMb, "≤ 7"],
  ["50 KB text documents: resident MB for each", r => r.textDocuments, f => (f.loaded.rssMb - f.idle.rssMb) / f.loaded.count, ""],
  ["… Java heap for each, loaded, MB", r => r.textDocuments, f => (f.loaded.heapMb - f.idle.heapMb) / f.loaded.count, "≤ 0.1; first bar 0.3"],
  [`… resident in all (${Object.values(scale.textDocuments.counts).join(", ")} of them), MB`, r => r.textDocuments, f => f.loaded.rssMb, ""],
  ["… Java heap in all after a rest, MB", r => r.textDocuments?.rested, f => f.heapMb, "≤ 200 for 10,000"],
  [`${scale.idleSockets.count.toLocaleString("en-US")} idle sockets: resident KB for each`, r => r.idleSockets?.idle, f => ((f.rssMb - f.before.rssMb) * 1024) / f.count, ""],
  ["… CPU, % of a core", r => r.idleSockets?.idle, f => (f.cpu / f.seconds) * 100, ""],
  ["start to listening, fresh folder, ms", r => r.startUp, f => f.first, "≤ 500"],
  ["start to listening, again, p50 ms", r => r.startUp, f => f.p50, "≤ 500"],
  ["idle, resident MB", r => r.startUp?.idle, f => f.rssMb, "≤ 90; first bar 100"],
]

function fanOut(readers, pass, aims = {}) {
  const of = r => (r.fanOut ?? r.relays)?.[pass]
  return [
    [`fan-out 1 → ${readers}, ${pass}: p50 ms`, of, f => f.p50, aims.p50 ?? ""],
    ["… p99 ms", of, f => f.p99, aims.p99 ?? ""],
    ["… CPU s per 1,000 deliveries", of, per1000, ""],
  ]
}

function edits(pass, clients, label, aim = "") {
  const of = r => r.edits?.[pass] ?? r.echoes?.[pass]
  return [
    [`edits, ${clients} clients, ${label}: CPU s per 1,000`, of, per1000, aim],
    ["… acknowledged p50 ms", of, f => f.p50, ""],
    ["… acknowledged p99 ms", of, f => f.p99, ""],
    ["… edits a second", of, f => f.perSecond, ""],
  ]
}

function documents(direction, pass, aim) {
  const of = r => r.documents?.[pass + direction]
  return [
    [`${direction.toLowerCase()} of COUNT documents, ${pass}: CPU s`, of, f => f.cpu, aim],
    ["… seconds", of, f => f.seconds, ""],
  ]
}

function long(direction, pass, label, aims) {
  const of = r => r.longHistory?.[pass + direction]
  return [
    [`${label} of a document of CHANGES edits, ${pass === "snapshot" ? "from a snapshot" : pass}: ms`, of, f => f.seconds * 1000, aims.seconds ?? ""],
    ["… CPU s", of, f => f.cpu, ""],
    ["… MB on the wire", of, f => megabytes(f.bytesUp + f.bytesDown), aims.bytes ?? ""],
  ]
}

/** Marks what may have been disturbed: ¹ the driver was saturated, ² other programs were at work. */
const marks = figures => (figures.driverSaturated ? "¹" : "") + (figures.othersCores > 0.2 ? "²" : "")

export function table({ machine, scale, results }) {
  const [ours, newest, oldest, echo] = ["groundmist", "node-2.5.6", "node-1.1.2", "echo"].map(name => results[name] ?? {})
  const lines = [
    "| work | ours | Node 2.5.6 | ours / 2.5.6 | Node 1.1.2 | ours / 1.1.2 | echo | ours / echo | aim |",
    "|---|---|---|---|---|---|---|---|---|",
  ]
  for (const [what, select, figure, aim] of rows(scale)) {
    const cells = [ours, newest, oldest, echo].map(result => {
      const figures = select(result)
      if (!figures || figures.failure) return { text: figures?.failure ? "failed" : "-" }
      let value
      try {
        value = figure(figures)
      } catch {
        return { text: "-" }
      }
      return { value, text: number(value) + (Number.isFinite(value) ? marks(figures) : "") }
    })
    const ratio = other => (cells[0].value !== undefined && other.value ? `${number(cells[0].value / other.value)}x` : "-")
    const label = what
      .replace("COUNT", scale.documents.count.toLocaleString("en-US"))
      .replace("CHANGES", scale.longHistory.changes.toLocaleString("en-US"))
    const [own, node, old, floor] = cells
    lines.push(
      `| ${[label, own.text, node.text, ratio(node), old.text, ratio(old), floor.text, ratio(floor), aim].join(" | ")} |`.replaceAll("NaNx", "-"),
    )
  }
  const saturated = lines.some(line => line.includes("¹"))
  const disturbed = lines.some(line => line.includes("²"))
  const notes = [
    `${machine.date.slice(0, 10)}, ${machine.cores} x ${machine.processor}, ${machine.memoryGb} GB, Node ${machine.node}; ` +
      `load before the run ${machine.loadBefore.toFixed(2)}; ${machine.minutes.toFixed(1)} minutes` +
      (machine.quick ? "; the quick form, whose figures are not to be quoted" : "") +
      ".",
    saturated ? "¹ Driver saturated: it used 90 % of a core or more, so latencies and rates are partly its own." : "",
    disturbed ? "² Other programs used more than 20 % of a core meanwhile." : "",
  ].filter(Boolean)
  return [...lines, "", ...notes].join("\n") + "\n"
}
