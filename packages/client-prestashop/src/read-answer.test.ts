import { AppError, RemoteOutcomeUnknownError } from '@pretok/kernel'
import { describe, expect, it } from 'vitest'
import type { Answer, Call } from './exchange.ts'
import { readAnswer } from './read-answer.ts'
import { asksForJson, type Recording, recordingOf, recordings, toAnswer, toCall } from './testing/recordings.ts'

const failure = (answer: Answer, call: Call, format: 'json' | 'xml' = 'json'): AppError | undefined => {
  try {
    readAnswer(answer, call, format)
    return undefined
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
const failureOf = (recording: Recording) =>
  failure(toAnswer(recording), toCall(recording), asksForJson(recording) ? 'json' : 'xml')

/** Every recorded failure and the code it must get. Not listed: refused writes (the rule) and successes. */
const codes: Readonly<Record<string, readonly string[]>> = {
  ERR_PRESTASHOP_AUTH_HEADER_MISSING: [
    'auth-basic-without-colon',
    'auth-bearer',
    'auth-header-stripped-fpm',
    'auth-no-credentials-json-asked',
    'shop-webservice-disabled-no-credentials',
  ],
  ERR_PRESTASHOP_KEY_REFUSED: [
    'auth-basic-wrong-beats-ws_key',
    'auth-disabled-key-json',
    'auth-disabled-key-xml',
    'auth-fpm-with-cgi-option-wrong-key',
    'auth-wrong-key-json',
    'auth-wrong-key-xml',
    'php-warning-before-json-error',
    'put-stock-wrong-key',
  ],
  ERR_PRESTASHOP_KEY_MALFORMED: [
    'auth-basic-key-as-password',
    'auth-basic-short-key',
    'auth-ws_key-param-empty',
    'auth-ws_key-param-wrong-length',
  ],
  ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS: ['auth-no-permission-key-json', 'auth-no-permission-key-xml'],
  ERR_PRESTASHOP_KEY_NOT_FOR_SHOP: ['auth-key-not-linked-to-shop-json'],
  ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED: ['auth-resource-not-permitted-json', 'auth-resource-not-permitted-xml'],
  ERR_PRESTASHOP_METHOD_NOT_PERMITTED: [
    'method-delete-not-permitted',
    'method-options',
    'method-patch-not-permitted',
    'method-post-forbidden-resource',
    'method-post-not-permitted',
    'method-put-not-permitted',
    'patch-through-ps_method',
    'put-stock-get-only-key',
  ],
  ERR_PRESTASHOP_DISABLED: [
    'shop-webservice-disabled-json',
    'shop-webservice-disabled-wrong-key',
    'shop-webservice-disabled-xml',
  ],
  ERR_PRESTASHOP_REDIRECTED: ['url-unknown-shop-id', 'url-wrong-host', 'url-www-host'],
  ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND: ['url-no-rewrite'],
  ERR_PRESTASHOP_URL_TOO_LONG: ['list-url-too-long'],
  ERR_PRESTASHOP_RESOURCE_UNKNOWN: ['orders-order-slips-plural', 'resource-unknown-json', 'resource-unknown-xml'],
  ERR_PRESTASHOP_RECORD_NOT_FOUND: [
    'id-not-a-number',
    'id-unknown-json',
    'id-unknown-xml',
    'put-stock-unknown-id',
    'res-customer-deleted',
    'res-product-deleted',
  ],
  ERR_PRESTASHOP_FAILED: [
    'conn-root-json-crash',
    'conn-root-json-crash-display-errors',
    'list-combinations-by-date',
    'list-order-carriers-since',
    'list-stock-by-date',
    'php-fatal-as-200',
    'php-fatal-as-500-empty',
  ],
  // A write to which PHP broke down: the state may have changed.
  ERR_REMOTE_OUTCOME_UNKNOWN: ['put-order-unknown-state'],
  ERR_PRESTASHOP_REJECTED: [
    'list-date-range-without-date-1',
    'list-date-sort-without-date-1',
    'list-display-no-brackets',
    'list-display-unknown-field',
    'list-filter-array-without-linked-table',
    'list-filter-dynamic-field',
    'list-filter-unknown-field',
    'list-filter-unknown-field-xml',
    'list-id-empty-value',
    'list-language-unknown',
    'list-limit-syntax-error',
    'list-sort-syntax-error',
    'list-sort-unknown-field',
    'orders-order-payments-filter-id-order',
    'php-bad-filter-display-errors-forced-off',
    'php-bad-filter-display-errors-forced-on',
    'php-bad-filter-normal-host',
    'php-debug-mode-bad-filter',
    'schema-unknown',
    'url-shop-group-without-shops',
  ],
}
const codeOf = new Map(Object.entries(codes).flatMap(([code, names]) => names.map((name) => [name, code] as const)))

const expectedCode = ({ name, request, response }: Recording): string | undefined =>
  codeOf.get(name) ?? (request.method === 'PUT' && response.status >= 400 ? 'ERR_PRESTASHOP_REJECTED' : undefined)

// What the client never asks: with other methods, for a 304, for JSON by a header or another parameter.
const otherWays = /^(cache-|method-head|format-header|format-io_format)/
const ours = recordings.filter(
  ({ name, request }) => !otherWays.test(name) && (/^(GET|PUT)$/.test(request.method) || name.startsWith('method-')),
)

describe('a recorded answer', () => {
  it.each(ours.map((recording) => [recording.name, recording] as const))('%s is read as what it is', (_, recording) => {
    expect(failureOf(recording)?.code).toBe(expectedCode(recording))
  })

  it('was found for every code', () => {
    const found = new Set<string | undefined>(ours.map((recording) => failureOf(recording)?.code))
    expect(Object.keys(codes).filter((code) => !found.has(code))).toEqual([])
  })
})

describe('an error', () => {
  it('names what is missing from the key', () => {
    expect(failureOf(recordingOf('auth-resource-not-permitted-json'))).toMatchObject({
      message: expect.stringContaining('orders'),
      details: { resource: 'orders', shopCode: 26 },
    })
    expect(failureOf(recordingOf('put-stock-get-only-key'))).toMatchObject({
      message: expect.stringContaining('PUT stock_availables'),
      details: { resource: 'stock_availables', method: 'PUT' },
    })
  })

  it('tells where a redirect leads, without our query', () => {
    const target = 'http://shop.example/api/taxes/1'
    expect(failureOf(recordingOf('url-www-host'))).toMatchObject({ details: { target } })
    expect(failureOf(recordingOf('url-wrong-host'))?.message).toContain('http://shop.example/')
  })

  it('gives the words of the shop without HTML and server paths', () => {
    const { message, details } = failureOf(recordingOf('put-stock-quantity-text')) ?? {}
    expect(details).toMatchObject({ shopCode: 85, shopMessage: expect.stringContaining('StockAvailable->quantity') })
    expect(message).toContain('StockAvailable->quantity')
    for (const recording of ours) expect(JSON.stringify(failureOf(recording) ?? '')).not.toContain('/var/www')
  })
})

const answer = (status: number, text = '', headers: Record<string, string> = {}): Answer => ({
  status,
  text,
  header: (name) => headers[name] ?? null,
})
const list: Call = { method: 'GET', resource: 'orders' }
const write: Call = { method: 'PUT', resource: 'orders', id: '7' }
const php = (code: number, message = 'warning') => JSON.stringify({ errors: [{ code, message }] })

describe('an answer that was not recorded', () => {
  it.each<[string, Answer, string]>([
    ['429', answer(429), 'ERR_REMOTE_RATE_LIMITED'],
    ['502 of a proxy', answer(502, '<html>Bad gateway</html>'), 'ERR_REMOTE_UNAVAILABLE'],
    ['503 of the web server', answer(503, '<html>Maintenance</html>'), 'ERR_REMOTE_UNAVAILABLE'],
    ['508 of the host', answer(508, 'Resource Limit Is Reached'), 'ERR_REMOTE_UNAVAILABLE'],
    ['403 of a firewall', answer(403, '<html>Forbidden</html>'), 'ERR_PRESTASHOP_BLOCKED'],
    ['401 of a password on the whole site', answer(401, '<html>401 Unauthorized</html>'), 'ERR_PRESTASHOP_BLOCKED'],
    ['406 of a security module', answer(406, '<html>Not Acceptable</html>'), 'ERR_PRESTASHOP_BLOCKED'],
    [
      "401 with the host's own page in place of PrestaShop's words",
      answer(401, '<html>401</html>', { 'www-authenticate': 'Basic realm="Welcome to PrestaShop Webservice, please"' }),
      'ERR_PRESTASHOP_AUTH_HEADER_MISSING',
    ],
    ['401 behind a warning', answer(401, '<b>Warning</b>: x\n401 Unauthorized'), 'ERR_PRESTASHOP_AUTH_HEADER_MISSING'],
    ['a web page', answer(200, '<!DOCTYPE html><html></html>'), 'ERR_PRESTASHOP_NOT_WEBSERVICE'],
    ['an empty 200', answer(200, '', { 'psws-version': '8.2.1' }), 'ERR_PRESTASHOP_UNREADABLE'],
    ['half a list', answer(200, '{"orders":[{"id":1},{"id"'), 'ERR_PRESTASHOP_UNREADABLE'],
    ['XML instead of JSON', answer(200, '<?xml version="1.0"?><prestashop></prestashop>'), 'ERR_PRESTASHOP_UNREADABLE'],
    ['an empty 404 to a list', answer(404), 'ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND'],
    ['a redirect without a target', answer(302), 'ERR_PRESTASHOP_UNREADABLE'],
    ['nothing but PHP warnings', answer(500, php(3)), 'ERR_PRESTASHOP_FAILED'],
    ['an internal error code', answer(500, php(46)), 'ERR_PRESTASHOP_FAILED'],
    ['an error with status 200', answer(200, php(20)), 'ERR_PRESTASHOP_KEY_REFUSED'],
  ])('%s', (_name, given, code) => {
    expect(failure(given, list)?.code).toBe(code)
  })

  it('of 404 proves nothing about a record unless PrestaShop gave it', () => {
    const read: Call = { method: 'GET', resource: 'orders', id: '7' }
    expect(failure(answer(404), read)?.code).toBe('ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND')
    expect(failure(answer(404, '', { 'psws-version': '8.2.1' }), read)?.code).toBe('ERR_PRESTASHOP_RECORD_NOT_FOUND')
  })

  it('carries the pause that was asked for', () => {
    for (const status of [429, 503]) {
      expect(failure(answer(status, '', { 'retry-after': '30' }), list)).toMatchObject({ retryAfterMs: 30_000 })
    }
  })

  it('decides by the first code that is no PHP warning, wherever it stands', () => {
    const errors = [3, 3, 127, 84].map((code) => ({ code, message: `error ${code}\nOriginal XML : <firstname>Ana` }))
    const error = failure(answer(500, JSON.stringify({ errors })), write)
    expect(error).toMatchObject({
      code: 'ERR_PRESTASHOP_REJECTED',
      details: { shopCode: 127, shopMessage: 'error 127' },
    })
  })
})

describe('a write', () => {
  it.each<[string, Answer, string]>([
    ['an empty 500', answer(500), 'ERR_PRESTASHOP_FAILED'],
    ['a fatal error with status 200', answer(200, 'Fatal error: Uncaught'), 'ERR_PRESTASHOP_FAILED'],
    ['only PHP warnings', answer(500, php(3)), 'ERR_PRESTASHOP_FAILED'],
    ['only PHP warnings and 400', answer(400, php(8)), 'ERR_PRESTASHOP_FAILED'],
    ['504', answer(504), 'ERR_REMOTE_UNAVAILABLE'],
    ['an empty 200', answer(200), 'ERR_PRESTASHOP_UNREADABLE'],
  ])('is in doubt after %s', (_name, given, code) => {
    const error = failure(given, write, 'xml')
    expect(error).toBeInstanceOf(RemoteOutcomeUnknownError)
    expect(error?.cause).toMatchObject({ code })
  })

  it.each<[string, Answer, string]>([
    ['a refusal', answer(500, php(133)), 'ERR_PRESTASHOP_REJECTED'],
    ['429', answer(429), 'ERR_REMOTE_RATE_LIMITED'],
    ['a redirect', answer(302, '', { location: 'https://shop.example/' }), 'ERR_PRESTASHOP_REDIRECTED'],
    ['a firewall', answer(403, '<html>'), 'ERR_PRESTASHOP_BLOCKED'],
  ])('was not done after %s', (_name, given, code) => {
    expect(failure(given, write, 'xml')?.code).toBe(code)
  })
})
