import closeWithGrace from 'close-with-grace'
import type { Logger } from './logger.ts'

export type Close = () => Promise<void> | void

/**
 * Closes what a process opened, last opened first, on SIGTERM, SIGINT or an uncaught error; then the process ends.
 *
 * @param deadlineMs after this the process is ended with status 1
 * @returns `add`, to call right after each thing is opened
 */
export const createShutdown = (log: Logger, deadlineMs = 25_000): { add: (close: Close) => void } => {
  const closers: Close[] = []
  closeWithGrace({ delay: deadlineMs, logger: false }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, 'uncaught error')
    log.info({ signal }, 'closing')
    for (const close of closers.toReversed()) {
      try {
        await close()
      } catch (error) {
        log.error({ err: error }, 'closing failed')
      }
    }
  })
  return { add: (close) => void closers.push(close) }
}
