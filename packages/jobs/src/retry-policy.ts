const hourMs = 3_600_000

/** Twelve attempts reach over ten hours: a night of maintenance over there passes without a person. */
export const overnight = { attempts: 12, backoffMs: 60_000, maxBackoffMs: 4 * hourMs }
