/** A server that is away must not hold up the end of a process; what BullMQ was not told, the sweep makes good. */
export const farewellMs = 2_000

/** Waits until `promise` has settled, but no longer than `ms`. Tells whether it has. */
export const settlesWithin = async (ms: number, promise: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const settled = promise.then(
    () => true,
    () => true,
  )
  const elapsed = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([settled, elapsed])
  } finally {
    clearTimeout(timer)
  }
}
