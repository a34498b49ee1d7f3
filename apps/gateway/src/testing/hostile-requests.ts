import * as fc from 'fast-check'

/** As the OpenAPI document describes it. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  path: string
  /** Names of query parameters. */
  query: readonly string[]
  /** Good bodies; empty when the route takes none. */
  bodies: readonly unknown[]
}

export interface HostileRequest {
  method: Route['method']
  url: string
  headers: Record<string, string>
  payload?: string | Buffer
}

/** Who may ask for what: headers that sign a caller in. */
export interface Callers {
  /** Several, as some routes let each caller ask only a few times a minute. */
  admins: readonly Record<string, string>[]
  reader: Record<string, string>
}

/** Ids of what is there, by the collection before them in the path; for reads, and for writes that cannot pass. */
export type KnownIds = Readonly<Record<string, string>>

const unknownId = '01a2085b-5cbb-724e-850d-6594249c9fdf'

const texts = [
  '',
  ' ',
  '\u0000',
  '../../../../etc/passwd',
  '..%2f..%2f',
  "' or 1=1 --",
  '"; drop table orders; --',
  "\\'; select pg_sleep(9); --",
  '<script>alert(1)</script>',
  '{{7*7}}',
  '$' + '{7*7}',
  '%s%n%x',
  'x'.repeat(9_000),
  '😀'.repeat(400),
  '\ud800',
  '\u202e\u200b',
  'null',
  'NaN',
  '-1',
  '1e309',
  '0x7fffffff',
  '99999999999999999999999999',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  'http://[::ffff:127.0.0.1]:6379/',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'javascript:alert(1)',
  '9999-99-99T99:99:99Z',
  '+292278994-08-17T07:12:55.807Z',
  '00000000-0000-0000-0000-000000000000',
  unknownId.toUpperCase(),
  'WyJhIiwiYiIsImMiXQ',
] as const

const text = fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary', maxLength: 60 }))

const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(null, true, 0, -1, 1e308, 2 ** 53, [], {}, [[]], { toString: 1 }, { $gt: '' }, { length: 1e9 }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Replaces the nth leaf of a body. */
const mutate = (body: unknown, nth: number, by: unknown): unknown => {
  let left = nth
  const visit = (here: unknown): unknown => {
    if (here !== null && typeof here === 'object' && !Array.isArray(here)) {
      return Object.fromEntries(Object.entries(here).map(([name, inner]) => [name, visit(inner)]))
    }
    left -= 1
    return left === -1 ? by : here
  }
  return visit(body)
}

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

/** What no parser should take, or what is no object. */
const rawBodies = [
  '{',
  '[',
  'nul',
  '"',
  '{"a":1,}',
  "{'a':1}",
  '\ufeff{"a":1}',
  '{"a":"\u0000"}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '[]',
  '"text"',
  '1e999',
  'null',
  deep,
  `{"name":${deep}}`,
]

const contentTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json\u00e9',
  '',
]

const encode = (piece: string): string => {
  try {
    return encodeURIComponent(piece)
  } catch {
    return '%ed%a0%80' // half of a surrogate pair
  }
}

const segment = fc.oneof(text.map(encode), fc.constantFrom('%', '%zz', '%c0%ae%c0%ae', '%00', ';', '*', unknownId))

const authorization = (callers: Callers) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...callers.admins) },
    { weight: 2, arbitrary: fc.constant(callers.reader) },
    fc.constantFrom<Record<string, string>>(
      {},
      { authorization: 'Bearer' },
      { authorization: 'Basic YWRtaW46YWRtaW4=' },
      { authorization: `Bearer pk_${'x'.repeat(43)}` },
      { authorization: `Bearer ${'pk_'.repeat(4_000)}` },
      { cookie: 'pretok-session=x; __Host-pretok-session=y' },
      { cookie: `pretok-session=${'%00'.repeat(500)}` },
    ),
  )

const oddHeaders = fc.constantFrom<Record<string, string>>(
  {},
  { 'idempotency-key': 'k'.repeat(5_000) },
  { 'idempotency-key': '\u00ff\u00fe' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
  { 'x-http-method-override': 'DELETE' },
  { 'content-encoding': 'gzip' },
  { accept: 'application/xml', 'accept-language': 'x'.repeat(2_000) },
  { 'webhook-id': 'x'.repeat(2_000), 'webhook-timestamp': '1e9', 'webhook-signature': 'v1,AAAA v1,' },
  { 'x-metakocka-id': '', 'x-metakocka-signature': '????', 'x-metakocka-event': '\u00e9' },
)

/**
 * Malformed and malicious requests to one route. None may be carried out: a write with a body that might pass has a field that is not
 * known, and one without a body goes to what is not there.
 */
export const hostileRequests = (route: Route, callers: Callers, known: KnownIds): fc.Arbitrary<HostileRequest> => {
  const isRead = route.method === 'GET'
  const takesBody = route.bodies.length > 0

  const path = fc.array(fc.tuple(segment, fc.boolean()), { minLength: 3, maxLength: 3 }).map((pieces) => {
    let nth = 0
    return route.path.replace(/([\w-]+)\/\{\w+\}/g, (_, collection: string) => {
      const [hostile, wantsKnown] = pieces[nth] ?? [unknownId, false]
      nth += 1
      const knownId = known[collection]
      return `${collection}/${wantsKnown && knownId && (isRead || takesBody) ? knownId : hostile}`
    })
  })

  const search = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    fc
      .array(fc.tuple(fc.constantFrom('__proto__', 'unknown', ...route.query), segment), { maxLength: 4 })
      .map((pairs) => `?${pairs.map(([name, one]) => `${encode(name)}=${one}`).join('&')}`),
    fc.constantFrom('?', '?%', '?limit=1&limit=2', '?a[b]=c', `?${'a=b&'.repeat(2_000)}`),
  )

  const json = fc
    .tuple(fc.constantFrom(...(takesBody ? route.bodies : [{}])), fc.nat({ max: 12 }), value, fc.boolean())
    .map(([body, nth, by, atTop]) =>
      JSON.stringify(
        atTop || body === null || typeof body !== 'object'
          ? { 'not-known-here': by }
          : { ...(mutate(body, nth, by) as object), 'not-known-here': by },
      ),
    )
  const body: fc.Arbitrary<{ payload?: string | Buffer; headers: Record<string, string> }> = isRead
    ? fc.constant({ headers: {} })
    : fc.oneof(
        { weight: 4, arbitrary: json.map((payload) => ({ payload, headers: { 'content-type': 'application/json' } })) },
        fc.constantFrom(...rawBodies).map((payload) => ({ payload, headers: { 'content-type': 'application/json' } })),
        fc.tuple(json, fc.constantFrom(...contentTypes)).map(([payload, type]) => ({
          payload,
          headers: type ? { 'content-type': type } : {},
        })),
        fc.constant({
          payload: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
          headers: { 'content-type': 'application/json' },
        }),
      )

  return fc
    .tuple(path, search, authorization(callers), oddHeaders, body)
    .map(([where, query, signedIn, odd, sent]) => ({
      method: route.method,
      url: where + query,
      headers: { ...odd, ...signedIn, ...sent.headers },
      ...(sent.payload === undefined ? {} : { payload: sent.payload }),
    }))
}
