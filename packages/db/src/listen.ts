import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

export interface Listening {
  close(): Promise<void>
}

const reconnectMs = 1_000

/**
 * Hears the notifications of one channel on a connection of its own, and connects again when it breaks.
 *
 * @param hear gets each payload; and `undefined` after each (re)connection, as what was said meanwhile went unheard
 */
export const listen = (
  config: pg.ClientConfig,
  channel: string,
  hear: (payload: string | undefined) => void,
): Listening => {
  const closing = new AbortController()
  let current: pg.Client | undefined

  const untilDisconnected = async (): Promise<void> => {
    const client = new pg.Client(config)
    current = client
    const ended = new Promise((resolve) => client.once('end', resolve))
    client.on('error', () => void client.end())
    client.on('notification', ({ payload }) => hear(payload))
    try {
      await client.connect()
      await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      hear(undefined)
      await ended
    } finally {
      await client.end()
    }
  }

  const listening = (async () => {
    while (!closing.signal.aborted) {
      // That the database is away is told by those who ask it something; here it only means to try again.
      await untilDisconnected().catch(() => undefined)
      await wait(reconnectMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  })()

  return {
    close: async () => {
      closing.abort()
      await current?.end()
      await listening
    },
  }
}
