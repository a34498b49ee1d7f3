/** A second request to stop within this time is the same one: npm passes on what the terminal has sent us already. */
const sameRequestMs = 500

/**
 * Listens for requests to stop: a signal, or the end of the process that started us.
 *
 * @param now called when somebody asks again, and does not want to wait
 * @returns settles at the first request
 */
export const untilAskedToStop = (now: () => void): Promise<void> =>
  new Promise((resolve) => {
    let askedAt: number | undefined
    const ask = () => {
      askedAt ??= Date.now()
      if (Date.now() - askedAt > sameRequestMs) now()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
    process.once('disconnect', () => resolve())
    process.channel?.unref()
  })
