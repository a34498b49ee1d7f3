import { request } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Sends JSON and gives the JSON that comes back. Each call has a connection of its own, and is not `fetch`: Node 20's never
 * settles when the other side hangs up before it is up.
 *
 * @throws {Error} for any status but 2xx
 */
export const ask = async (url, { method = 'GET', body, headers = {} } = {}) => {
  const response = await new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(30_000)
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    request(url, { method, headers: { ...headers, ...type }, agent: false, signal })
      .once('response', resolve)
      .once('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body))
  })
  const content = await text(response)
  const { statusCode } = response
  if (statusCode < 200 || statusCode > 299) throw new Error(`${method} ${url}: ${statusCode} ${content}`)
  return JSON.parse(content)
}
