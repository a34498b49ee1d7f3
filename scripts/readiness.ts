import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { StartError } from './start-error.ts'

const pollMs = 100
const timeoutMs = 60_000

/** The status of one answer, over a connection of its own: a kept one would hold up a server that is told to close. */
const askStatus = (url: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(5_000) }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.once('error', () => resolve(undefined))
  })

/**
 * Waits until an address answers.
 *
 * @param wanted the status that counts; any by default
 * @throws {StartError} after a minute
 */
export const waitForAnswer = async (name: string, url: string, wanted?: number): Promise<void> => {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    const status = await askStatus(url)
    if (status !== undefined && (wanted === undefined || status === wanted)) return
    await delay(pollMs)
  }
  throw new StartError(`${name} did not answer at ${url} within ${timeoutMs / 1000} s`)
}
