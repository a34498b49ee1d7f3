import type { Clock } from './clock.ts'
import type { Hosting } from './hosting.ts'
import type { WebRequest } from './web-request.ts'

export interface WebAnswer {
  readonly status: number
  /** In the order they are sent. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const server = { Server: 'Apache/2.4.71 (Debian)' }

/** A page of the web server itself. */
const serverPage = (clock: Clock, status: number, title: string, text: string): WebAnswer => {
  const body = Buffer.from(
    `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`,
  )
  return {
    status,
    headers: {
      Date: clock().toUTCString(),
      ...server,
      'Content-Length': String(body.length),
      'Content-Type': 'text/html; charset=iso-8859-1',
    },
    body,
  }
}

export const notFoundPage = (clock: Clock): WebAnswer =>
  serverPage(clock, 404, 'Not Found', 'The requested URL was not found on this server.')

export const uriTooLongPage = (clock: Clock): WebAnswer =>
  serverPage(
    clock,
    414,
    'Request-URI Too Long',
    "The requested URL's length exceeds the capacity\nlimit for this server.<br />\n",
  )

export const redirect = (clock: Clock, location: string): WebAnswer => ({
  status: 302,
  headers: {
    Date: clock().toUTCString(),
    ...server,
    Location: location,
    'Content-Length': '0',
    'Content-Type': 'text/html; charset=utf-8',
  },
  body: Buffer.alloc(0),
})

/** PHP's output buffer: a longer answer has left before the shop can set its cookie. */
const phpBufferBytes = 4096
/** What Apache gathers before it sends: it knows the length of shorter answers only. */
const apacheBufferBytes = 8000

const cookie = (host: string, now: Date): string => {
  const maxAgeS = 1_728_000
  const expires = new Date(now.getTime() + maxAgeS * 1000).toUTCString()
  const value = `def502000${now.getTime().toString(16)}`
  return `PrestaShop-5a0f7e3b1c9d4e6f8a2b0c4d6e8f0a1b=${value}; expires=${expires}; Max-Age=${maxAgeS}; path=/; domain=${host.replace(/:\d+$/, '')}; HttpOnly; SameSite=Lax`
}

export interface PhpOutput {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly contentType?: string
  readonly body: string
}

/** What becomes of the output of PHP on its way out. */
export const phpAnswer = (request: WebRequest, hosting: Hosting, clock: Clock, output: PhpOutput): WebAnswer => {
  const { status, headers = {}, contentType } = output
  const body = Buffer.from(hosting.noise + output.body)
  const isFpm = hosting.authorization !== 'mod_php'
  const sendsBody = request.method !== 'HEAD' && status !== 304
  const knowsLength = !isFpm && sendsBody && body.length <= apacheBufferBytes
  return {
    status,
    headers: {
      Date: clock().toUTCString(),
      ...server,
      ...headers,
      ...(body.length <= phpBufferBytes && { 'Set-Cookie': cookie(request.host, clock()) }),
      ...(hosting.authorization === 'forwarded' && { Vary: 'Authorization' }),
      ...(knowsLength && { 'Content-Length': String(body.length) }),
      ...(contentType !== undefined && status !== 304 && { 'Content-Type': contentType }),
    },
    body: sendsBody ? body : Buffer.alloc(0),
  }
}
