import { setTimeout as delay } from 'node:timers/promises'
import { StartError } from './start-error.ts'

const pollMs = 100
const timeoutMs = 60_000

/**
 * Waits until an address answers.
 *
 * @param isReady which answers count; any by default
 * @throws {StartError} after a minute
 */
export const waitForAnswer = async (
  name: string,
  url: string,
  isReady: (response: Response) => boolean = () => true,
): Promise<void> => {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    await response?.body?.cancel()
    if (response && isReady(response)) return
    await delay(pollMs)
  }
  throw new StartError(`${name} did not answer at ${url} within ${timeoutMs / 1000} s`)
}
