import type { OutageLog } from './outage-log.ts'

export interface Loop {
  /** Asks for a turn now. During a turn it leads to one more. */
  wake(): void
  /** No further turn begins; resolves when the last one has ended. */
  stop(): Promise<void>
}

/** Takes turns: at once, when woken and every `everyMs`, never two at a time. A turn that throws is tried again at the next. */
export const createLoop = (everyMs: number, outages: OutageLog, turn: () => Promise<void>): Loop => {
  let wanted = false
  let stopped = false
  let turns: Promise<void> | undefined

  const takeTurns = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false
      try {
        await turn()
        outages.recovered()
      } catch (error) {
        if (!stopped) outages.failed(error)
      }
    }
    turns = undefined
  }

  const wake = (): void => {
    wanted = true
    if (!stopped) turns ??= takeTurns()
  }

  const timer = setInterval(wake, everyMs)
  wake()
  return {
    wake,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await turns
    },
  }
}
