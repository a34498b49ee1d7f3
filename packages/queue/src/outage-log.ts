import type { Logger } from '@pretok/kernel'

export interface OutageLog {
  failed(error: unknown): void
  recovered(): void
}

/** Tells once that something does not work and once that it works again, however often it is tried in between. */
export const createOutageLog = (log: Logger, part: string): OutageLog => {
  let out = false
  return {
    failed: (err) => {
      if (!out) log.warn({ err, part }, 'interrupted, trying on')
      out = true
    },
    recovered: () => {
      if (out) log.info({ part }, 'works again')
      out = false
    },
  }
}
