import type { FastifyRequest } from 'fastify'
import { RequestError } from './errors.ts'

type Asked = Pick<FastifyRequest, 'headers' | 'protocol' | 'host'>

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined)

/** From where a browser says that it asks; `unsaid` by other programs and browsers of long ago. Source: W3C Fetch Metadata. */
const findSource = ({ headers, protocol, host }: Asked): 'here' | 'elsewhere' | 'unsaid' => {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'here' : 'elsewhere'
  const { origin } = headers
  if (origin === undefined) return 'unsaid'
  return originOf(origin) === originOf(`${protocol}://${host}`) ? 'here' : 'elsewhere'
}

/**
 * Refuses what a page of another site has a browser do in its user's name: a browser adds the cookie by itself.
 *
 * @param hasCookie with one, a request that says nothing of its source is refused too
 * @throws {RequestError}
 */
export const requireOwnOrigin = (request: Asked, hasCookie: boolean): void => {
  const source = findSource(request)
  if (source === 'here' || (source === 'unsaid' && !hasCookie)) return
  throw new RequestError(
    'ERR_REQUEST_CROSS_SITE',
    source === 'elsewhere'
      ? `This was asked by a page of another site. If it was ours: the gateway takes itself for ${request.protocol}://${request.host}; behind a proxy, set PRETOK_TRUST_PROXY`
      : 'With a session cookie, the header Sec-Fetch-Site or Origin must say which page asks; programs use an API key',
  )
}
