import type { IncomingHttpHeaders } from 'node:http'
import { parseQuery, type Query, textParameter } from './php-query.ts'

/** A request as the web server hands it on. */
export interface WebRequest {
  readonly method: string
  /** Path and query exactly as sent. */
  readonly target: string
  /** Decoded path. */
  readonly path: string
  /** Parameters, `url` among them: the part of the address behind `/api/`. */
  readonly query: Query
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** `Host` as sent. */
  readonly host: string
}

export const readWebRequest = (
  method: string,
  target: string,
  headers: IncomingHttpHeaders,
  body: string,
): WebRequest => {
  const [rawPath = '', ...rest] = target.split('?')
  const path = decodePath(rawPath)
  const query = parseQuery(rest.join('?'))
  // .htaccess: ^api$ and ^api/(.*)$ lead to the dispatcher, the rest of the path in front of the query.
  const url = /^\/api(?:\/(.*))?$/s.exec(path)
  return {
    method,
    target,
    path,
    query: url === null ? query : { url: url[1] ?? '', ...query },
    headers,
    body,
    host: headers.host ?? 'localhost',
  }
}

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

export const isApiPath = ({ path }: WebRequest): boolean => path === '/api' || path.startsWith('/api/')

export const isDispatcherPath = ({ path }: WebRequest): boolean => path === '/webservice/dispatcher.php'

/** The parts of the address behind `/api/`: resource, id, ... */
export const segmentsOf = ({ query }: WebRequest): readonly string[] => (textParameter(query, 'url') ?? '').split('/')

/** The resource a request speaks of, if it goes to the webservice and names one. */
export const resourceOf = (request: WebRequest): string | undefined =>
  isApiPath(request) || isDispatcherPath(request) ? segmentsOf(request)[0] || undefined : undefined

/** PHP takes the method from `ps_method` first. */
export const methodOf = ({ method, query }: WebRequest): string => textParameter(query, 'ps_method') ?? method

/** A header wins over a parameter; only `JSON` in capitals is JSON. */
export const wantsJson = ({ headers, query }: WebRequest): boolean =>
  (headers['io-format'] ??
    headers['output-format'] ??
    textParameter(query, 'output_format') ??
    textParameter(query, 'io_format')) === 'JSON'
