// Documents with a past, written by Automerge itself. One line of JSON for each: its changes (base64,
// in an order in which they can be applied), and what it shows at some points: {heads, json}.
import { next as A } from "@automerge/automerge"

const json = value =>
  JSON.stringify(value, function (key, it) {
    const original = this[key]
    if (original instanceof Date) return original.toISOString()
    if (original instanceof Uint8Array) return Buffer.from(original).toString("base64")
    if (typeof it === "bigint") return Number(it)
    return it
  })

class Story {
  constructor(name, first = {}) {
    this.name = name
    this.points = []
    this.doc = A.from(first, { actor: actor(1) })
    this.mark()
  }
  change(edit, options = {}) {
    this.doc = A.change(this.doc, options, edit)
    return this
  }
  mark() {
    this.points.push(A.getHeads(this.doc))
    return this
  }
  /** Others write at the same time, then all is merged. */
  together(...edits) {
    let i = 2
    const others = edits.map(edit => A.change(A.clone(this.doc, { actor: actor(i++, this.name) }), edit))
    for (const other of others) this.doc = A.merge(this.doc, other)
    return this
  }
  tell() {
    this.mark()
    const points = this.points.map(heads => ({ heads, json: json(A.view(this.doc, heads)) }))
    const changes = A.getAllChanges(this.doc).map(change => Buffer.from(change).toString("base64"))
    const marks = {}
    for (const key of Object.keys(this.doc)) {
      try {
        marks["/" + key] = A.marks(this.doc, [key])
      } catch {
        // not a text
      }
    }
    process.stdout.write(JSON.stringify({ name: this.name, changes, points, marks }) + "\n")
  }
}

let salt = 0
function actor(n, name = "") {
  return (n.toString(16).padStart(4, "0") + (name ? (++salt).toString(16) : "0").padStart(28, "0"))
}

new Story("values", {
  title: "All kinds",
  list: [1, -2, 3.5, true, null, "x"],
  nested: { deep: { deeper: ["a", { b: "c" }] } },
  when: new Date(1700000000000),
  bytes: new Uint8Array([0, 1, 254, 255]),
  raw: new A.ImmutableString("not a text"),
  big: 9007199254740991,
  "key/with~signs": 1,
  "": "empty key",
})
  .change(d => {
    delete d.nested.deep
    d.list.splice(1, 2, "in", { "the": "middle" })
    d.bytes = new Uint8Array([7])
  })
  .mark()
  .change(d => {
    d.nested = []
    d.when = new Date(0)
    d.title = "Changed " + d.title
  })
  .tell()

const marked = new Story("marks", { body: "The quick fox jumps over the lazy dog" })
marked
  .change(d => {
    A.mark(d, ["body"], { start: 4, end: 9, expand: "after" }, "bold", true)
    A.mark(d, ["body"], { start: 10, end: 19, expand: "none" }, "link", "https://example.org/")
  })
  .mark()
  .change(d => A.splice(d, ["body"], 9, 0, ", brown"))
  .mark()
  .change(d => A.unmark(d, ["body"], { start: 0, end: 20 }, "bold"))
  .change(d => A.splice(d, ["body"], 0, 4, ""))
  .tell()

new Story("counters", { count: new A.Counter(5), list: [new A.Counter(1)] })
  .change(d => d.count.increment(3))
  .mark()
  .together(
    d => d.count.increment(10),
    d => d.count.decrement(1),
    d => d.list[0].increment(4),
  )
  .mark()
  .change(d => {
    delete d.count
  })
  .tell()

new Story("conflicts", { color: "red", map: { a: 1 } })
  .together(
    d => (d.color = "green"),
    d => (d.color = "blue"),
    d => (d.map = { b: 2 }),
    d => delete d.map,
    d => (d.map.a = 3),
  )
  .mark()
  .change(d => (d.color = "none"))
  .tell()

const listed = new Story("lists at the same time", { items: ["a", "b", "c", "d", "e"], tasks: [] })
listed.change(d => d.tasks.push({ title: "one", done: false }, { title: "two", done: false })).mark()
listed
  .together(
    d => d.items.splice(1, 1),
    d => d.items.splice(1, 0, "x", "y"),
    d => d.items.push("end"),
    d => (d.tasks[1].done = true),
    d => d.tasks.unshift({ title: "zero", done: true }),
    d => d.tasks.splice(0, 1),
  )
  .mark()
  .change(d => (d.tasks = d.tasks.map(t => ({ ...t, done: true }))))
  .tell()

const many = new Story("fifty actors", { text: "", votes: {} })
for (let round = 0; round < 2; round++) {
  many.together(
    ...Array.from({ length: 50 }, (_, i) => d => {
      A.splice(d, ["text"], 0, 0, `actor ${i} round ${round}. `)
      d.votes["voter" + i] = round
    }),
  )
  many.mark()
}
many.tell()

const letters = new Story("letters", { text: "Grüße, 世界", list: ["🙂"] })
letters
  .change(d => A.splice(d, ["text"], 0, 0, "👩‍👩‍👧‍👦🏳️‍🌈 "))
  .mark()
  .change(d => A.splice(d, ["text"], d.text.length, 0, " שלום עולם مرحبا بالعالم \u202eabc\u202c"))
  .mark()
  .change(d => A.splice(d, ["text"], 2, 1, ""))
  .change(d => {
    A.mark(d, ["text"], { start: 0, end: d.text.length, expand: "both" }, "em", true)
    d["ключ"] = "значение 🔑\u0000\t\"\\"
  })
  .tell()

new Story("emoji names", { "🔑": 1, text: "x" })
  .change(d => {
    delete d["🔑"]
    d.text = "y"
  })
  .tell()

const typed = new Story("typed", { text: "" })
for (let i = 0; i < 300; i++) {
  typed.change(d => A.splice(d, ["text"], i, 0, String.fromCharCode(97 + (i % 26))))
  if (i % 100 === 50) typed.mark()
}
typed.change(d => A.splice(d, ["text"], 10, 200, "")).tell()
