/** @typedef {import("./index.js").Reason} Reason */

/** Why there is no connection, in a sentence for the person in front of the app. Never holds a secret. */
export class Trouble extends Error {
  /**
   * @param {Reason} reason @param {string} sentence
   * @param {{final?: boolean, after?: number}} [more] final: asking again without being told to is of no
   *   use; after: seconds before the next attempt, as the server wished
   */
  constructor(reason, sentence, { final = false, after = 0 } = {}) {
    super(sentence)
    this.reason = reason
    this.final = final
    this.after = after
  }
}

/** Runs a fetch within so many seconds and until the signal; whatever goes wrong is "unreachable". */
export async function within(seconds, signal, what, run) {
  try {
    return await run(AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]))
  } catch (error) {
    if (error instanceof Trouble) throw error
    throw new Trouble("unreachable", `${what} can't be reached.`)
  }
}
