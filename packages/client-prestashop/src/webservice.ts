import type { CallOptions, Transport } from '@pretok/http'
import type { Formats } from './body.ts'
import { type Call, toLabel } from './exchange.ts'
import { readAnswer } from './read-answer.ts'
import { createKeyMask, toPlainText } from './shop-text.ts'
import { parseShopUrl } from './shop-url.ts'

/** PHP text that stood before an answer or a refusal: some module's warning. One line, no server paths. */
export interface Noise {
  /** E.g. `GET orders`. */
  call: string
  text: string
}

export interface WebserviceOptions {
  /** As a person types it; see `parseShopUrl`. */
  url: string
  key: string
  transport: Transport
  /** `ws_key` puts the key into the address, for servers that drop the Authorization header; it then stands in their logs. Default `basic`. */
  auth?: 'basic' | 'ws_key'
  /** Default 30,000 for reads, 60,000 for writes. */
  timeoutMs?: number
  onNoise?: (noise: Noise) => void
}

export interface CallParts extends CallOptions {
  /** A percent-encoded query string. */
  search?: string
  /** XML. */
  body?: string
}

export interface Webservice {
  toUrl(call: Call, search: string): URL
  call<Format extends keyof Formats>(call: Call, format: Format, parts: CallParts): Promise<Formats[Format]>
  version(): string | undefined
}

/** One shop's address and key: makes calls and reads answers, whatever the resource. */
export const createWebservice = (options: WebserviceOptions): Webservice => {
  const { transport, auth = 'basic', timeoutMs, onNoise } = options
  const base = parseShopUrl(options.url)
  // What is no text cannot be put into an address.
  const key = options.key.trim().toWellFormed()
  const mask = createKeyMask(key)
  // Without the colon mod_php takes it for no credentials at all.
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  let version: string | undefined

  const toUrl = ({ resource, id }: Call, search: string): URL => {
    const url = new URL(id === undefined ? resource : `${resource}/${encodeURIComponent(id)}`, base)
    url.search = [search, auth === 'ws_key' ? `ws_key=${encodeURIComponent(key)}` : ''].filter(Boolean).join('&')
    return url
  }

  return {
    toUrl,
    version: () => version,
    async call(call, format, { search = '', body, ...callOptions }) {
      const writes = call.method === 'PUT'
      const label = toLabel(call)
      const response = await transport.send({
        method: call.method,
        url: toUrl(call, search),
        headers: {
          'user-agent': 'Pretok',
          ...(auth === 'basic' && { authorization }),
          ...(writes && { 'content-type': 'text/xml; charset=utf-8' }),
        },
        timeoutMs: timeoutMs ?? (writes ? 60_000 : 30_000),
        writes,
        label,
        ...(body !== undefined && { body }),
        ...callOptions,
      })
      const answeredVersion = response.headers.get('psws-version')
      // "0" until the key is accepted.
      if (answeredVersion && answeredVersion !== '0') version = answeredVersion

      const answer = {
        status: response.status,
        text: mask(new TextDecoder().decode(response.body)),
        header(name: string) {
          const value = response.headers.get(name)
          return value === null ? null : mask(value)
        },
      }
      return readAnswer(answer, call, format, (text) => onNoise?.({ call: label, text: toPlainText(text) }))
    },
  }
}
