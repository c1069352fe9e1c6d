/** What automerge-repo asks of an EventEmitter (the interface of eventemitter3). */
export class Emitter {
  /** @type {Map<string, {listener: Function, context: unknown, once: boolean}[]>} */
  #listeners = new Map()

  #add(event, listener, context, once) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), { listener, context, once }])
    return this
  }

  on(event, listener, context) {
    return this.#add(event, listener, context, false)
  }

  addListener(event, listener, context) {
    return this.#add(event, listener, context, false)
  }

  once(event, listener, context) {
    return this.#add(event, listener, context, true)
  }

  off(event, listener) {
    const kept = (this.#listeners.get(event) ?? []).filter(one => listener && one.listener !== listener)
    if (kept.length) this.#listeners.set(event, kept)
    else this.#listeners.delete(event)
    return this
  }

  removeListener(event, listener) {
    return this.off(event, listener)
  }

  removeAllListeners(event) {
    if (event === undefined) this.#listeners.clear()
    else this.#listeners.delete(event)
    return this
  }

  emit(event, ...payload) {
    const called = this.#listeners.get(event) ?? []
    for (const { listener, context, once } of called) {
      if (once) this.off(event, listener)
      listener.apply(context ?? this, payload)
    }
    return called.length > 0
  }

  listeners(event) {
    return (this.#listeners.get(event) ?? []).map(({ listener }) => listener)
  }

  listenerCount(event) {
    return this.listeners(event).length
  }

  eventNames() {
    return [...this.#listeners.keys()]
  }
}
