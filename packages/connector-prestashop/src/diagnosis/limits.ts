/** How long the parts of a diagnosis may take, in milliseconds. */
export interface Limits {
  /** Name, connection and handshake together. */
  connectMs: number
  /** One answer. */
  answerMs: number
  /** All of it, so that a person who waits for it gets an answer. */
  wholeMs: number
  /** An answer that took longer is called slow. */
  slowMs: number
}

export const usualLimits: Limits = { connectMs: 10_000, answerMs: 12_000, wholeMs: 40_000, slowMs: 3_000 }
