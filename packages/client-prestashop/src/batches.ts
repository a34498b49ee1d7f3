/** `|` percent-encoded. */
const separatorBytes = 3

/** Splits values so that each part, percent-encoded and joined by `|`, stays within `maxBytes`; a longer value stands alone. */
export const toBatches = (values: readonly string[], maxBytes: number): string[][] => {
  const batches: string[][] = []
  let room = 0
  for (const value of values) {
    const bytes = encodeURIComponent(value.toWellFormed()).length + separatorBytes
    if (bytes > room) {
      batches.push([])
      room = maxBytes
    }
    batches.at(-1)?.push(value)
    room -= bytes
  }
  return batches
}
