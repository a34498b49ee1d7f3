import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Check } from '@pretok/domain'
import { describe, expect, it } from 'vitest'
import { checkOf, diagnose, faultsOf, ordersOnly, type Reply, type Stage, startStage } from '../testing/stage.ts'
import { diagnosePrestashop } from './diagnose.ts'

const everyFlow = { orders: true, products: true, stock: true, statuses: true, invoices: true }
const html = { 'content-type': 'text/html' }
const page = '<!doctype html><html><title>Shop</title></html>'

const answering = (reply: Reply): Promise<Stage> => startStage({ answer: () => reply })

/** Where the key went. */
const keyWentTo = ({ asked, sandbox }: Stage): string[] =>
  asked
    .filter(({ headers: { authorization = '' } }) => authorization === `Basic ${btoa(`${sandbox.keys['valid-key']}:`)}`)
    .map(({ target }) => target)

const statuses = (checks: readonly Check[]): string[] => checks.map(({ id, status }) => `${id} ${status}`)

/** A port where nobody listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

describe('a shop in good order', () => {
  it('passes every check, in their order', async () => {
    const checks = await diagnose(await startStage())
    for (const check of checks) Check.parse(check)
    expect(statuses(checks)).toEqual([
      'store.address ok',
      'store.name skipped',
      'store.connect ok',
      'store.tls warning',
      'store.webservice ok',
      'store.header ok',
      'store.enabled ok',
      'store.key ok',
      'store.shop ok',
      'store.rights ok',
      'store.version ok',
      'store.clock ok',
      'store.speed ok',
      'store.answers ok',
      'store.reads ok',
    ])
    expect(checkOf(checks, 'store.shop').details).toEqual({
      shop: 'Demo shop',
      shops: [{ id: '1', name: 'Demo shop' }],
    })
  })

  it.each([
    ['orders', ordersOnly, 18],
    ['everything', everyFlow, 32],
  ])('is asked few things for %s, all of them GET', async (_, flows, requests) => {
    const stage = await startStage()
    expect(faultsOf(await diagnose(stage, { flows }))).toEqual([])
    expect(stage.asked).toHaveLength(requests)
    expect(keyWentTo(stage)).toHaveLength(requests - 1)
    for (const { method, target } of stage.asked) {
      expect(method).toBe('GET')
      expect(target).not.toContain('ws_key')
    }
  })

  it('in a multistore is told how many shops there are', async () => {
    const stage = await startStage()
    const [shop] = stage.sandbox.shop.rows('shops')
    stage.sandbox.shop.insert('shops', { ...shop, id: 2, name: 'Second' })
    expect(checkOf(await diagnose(stage), 'store.shop')).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('has 2 shops'),
    })
  })
})

describe('the way to a shop', () => {
  it.each(['', 'ftp://shop.example', 'my shop'])('"%s" is no address', async (url) => {
    const checks = await diagnose(await startStage(), { url })
    expect(faultsOf(checks)).toEqual(['store.address ERR_PRESTASHOP_ADDRESS'])
    expect(checks.slice(1).every(({ status }) => status === 'skipped')).toBe(true)
  })

  it.each(['', '/', '/api', '/api/', '/index.php', '/api/orders?display=full'])(
    'takes the address with "%s"',
    async (end) => {
      const stage = await startStage()
      expect(faultsOf(await diagnose(stage, { url: `  ${stage.url}${end}` }))).toEqual([])
    },
  )

  it('an unknown name', async () => {
    const checks = await diagnose(await startStage(), { url: 'https://shop.invalid' })
    expect(faultsOf(checks)).toEqual(['store.name ERR_REMOTE_NAME_UNKNOWN'])
  })

  it('a port where nobody listens', async () => {
    const checks = await diagnose(await startStage(), { url: `http://127.0.0.1:${await closedPort()}` })
    expect(faultsOf(checks)).toEqual(['store.connect ERR_REMOTE_CONNECTION_REFUSED'])
  })

  it.each(['http://127.0.0.1:1', 'http://localhost:1'])(
    'the internal address %s, where those are forbidden',
    async (url) => {
      const stage = await startStage()
      const checks = await diagnose(stage, { url, allowPrivateNetworks: false })
      expect(faultsOf(checks)).toEqual([expect.stringMatching(/^store\.(address|name) ERR_REMOTE_ADDRESS_FORBIDDEN$/)])
    },
  )

  it('a server that takes the call and never answers', async () => {
    const checks = await diagnose(await answering('silence'), { limits: { answerMs: 100 } })
    expect(faultsOf(checks)).toEqual(['store.webservice ERR_REMOTE_ANSWER_TIMEOUT'])
  })

  it('a server that hangs up', async () => {
    expect(faultsOf(await diagnose(await answering('hang-up')))).toEqual([
      'store.webservice ERR_REMOTE_CONNECTION_LOST',
    ])
  })

  it('ends in time when a later answer does not come', async () => {
    const stage = await startStage({
      answer: ({ target }) => (target.startsWith('/api/orders') ? 'silence' : undefined),
    })
    const checks = await diagnose(stage, { limits: { wholeMs: 400 } })
    expect(faultsOf(checks)).toEqual(['store.reads ERR_REMOTE_ANSWER_TIMEOUT'])
  })

  it('ends with the reason of its signal', async () => {
    const reason = new Error('told to stop')
    const controller = new AbortController()
    const stage = await startStage({
      answer: () => {
        controller.abort(reason)
        return 'silence'
      },
    })
    await expect(diagnose(stage, { signal: controller.signal })).rejects.toBe(reason)
  })
})

describe('an address without a scheme', () => {
  const bare = ({ url }: Stage) => url.replace('http://', '')

  it('is tried with https; that only http works is found out without the key', async () => {
    const stage = await startStage()
    const checks = await diagnose(stage, { url: bare(stage) })
    expect(faultsOf(checks)).toEqual(['store.tls ERR_PRESTASHOP_HTTP_ONLY'])
    expect(checkOf(checks, 'store.tls')).toMatchObject({
      snippet: { text: stage.url },
      details: { https: 'ERR_REMOTE_TLS_NOT_SPOKEN', http: stage.url },
    })
    expect(stage.asked.map(({ target, headers }) => [target, headers.authorization])).toEqual([['/api/', undefined]])
  })

  it('keeps its fault where http leads to no shop either', async () => {
    const stage = await answering({ status: 200, headers: html, body: page })
    const checks = await diagnose(stage, { url: bare(stage) })
    expect(faultsOf(checks)).toEqual(['store.tls ERR_REMOTE_TLS_NOT_SPOKEN'])
  })

  it('with https:// typed, http is not tried', async () => {
    const stage = await startStage()
    const checks = await diagnose(stage, { url: `https://${bare(stage)}` })
    expect(faultsOf(checks)).toEqual(['store.tls ERR_REMOTE_TLS_NOT_SPOKEN'])
    expect(stage.asked).toEqual([])
  })
})

describe('something else at the address', () => {
  it.each<[what: string, reply: Reply, code: string, seen: string]>([
    ['a page', { headers: html, body: page }, 'ERR_PRESTASHOP_NOT_WEBSERVICE', 'web page'],
    ['a 404', { status: 404, headers: html, body: page }, 'ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND', 'no webservice'],
    ['a firewall', { status: 403, headers: html, body: page }, 'ERR_PRESTASHOP_BLOCKED', 'firewall'],
    [
      'a password on the site',
      { status: 401, headers: { ...html, 'www-authenticate': 'Basic realm="Staging"' }, body: page },
      'ERR_PRESTASHOP_BLOCKED',
      'password of its own',
    ],
    ['a maintenance page', { status: 503, headers: html, body: page }, 'ERR_PRESTASHOP_MAINTENANCE', '503'],
    ['a gateway without a shop', { status: 502, headers: html, body: page }, 'ERR_REMOTE_UNAVAILABLE', '502'],
    ['a limit of calls', { status: 429 }, 'ERR_REMOTE_RATE_LIMITED', 'slow down'],
    ['a cut answer', { body: '<?xml version="1.0"?><prestashop><api>' }, 'ERR_PRESTASHOP_UNREADABLE', 'cut off'],
    ['an empty answer', {}, 'ERR_PRESTASHOP_UNREADABLE', 'cut off'],
  ])('%s', async (_, reply, code, seen) => {
    const stage = await answering(reply)
    const checks = await diagnose(stage)
    expect(faultsOf(checks)).toEqual([`store.webservice ${code}`])
    // Whoever that is does not learn the key.
    expect(keyWentTo(stage)).toEqual([])
    expect(checkOf(checks, 'store.webservice').message).toContain(seen)
    expect(checkOf(checks, 'store.clock').status).toBe('skipped')
  })

  it('a shop without URL rewriting is told from an address without a shop', async () => {
    const stage = await startStage({ hosting: { rewriting: false } })
    const check = checkOf(await diagnose(stage), 'store.webservice')
    expect(check).toMatchObject({
      code: 'ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND',
      message: expect.stringContaining('/webservice/dispatcher.php answers'),
      remedy: expect.stringContaining('Friendly URL'),
    })
    expect(stage.asked.map(({ target }) => target)).toEqual(['/api/', '/webservice/dispatcher.php?url='])
    expect(keyWentTo(stage)).toEqual([])
  })
})

describe('a redirect', () => {
  const redirect = async (location: string, folder = '') => {
    const stage = await answering({ status: 301, headers: { location } })
    const check = checkOf(await diagnose(stage, { url: stage.url + folder }), 'store.webservice')
    expect(check.code).toBe('ERR_PRESTASHOP_REDIRECTED')
    expect(stage.asked).toHaveLength(1)
    expect(keyWentTo(stage)).toEqual([])
    return check
  }

  it.each([
    ['https://www.shop.example/api/', 'https://www.shop.example'],
    ['http://shop.example/?url=orders', 'http://shop.example'],
    ['http://shop.example/api/taxes/1?output_format=JSON?url=taxes%2F1', 'http://shop.example'],
    ['https://shop.example/folder/api/', 'https://shop.example/folder'],
    ['https://shop.example/en/login', 'https://shop.example'],
  ])('to %s proposes %s', async (location, proposal) => {
    const check = await redirect(location)
    expect(check).toMatchObject({ snippet: { text: proposal }, details: { proposal } })
    expect(check.remedy).toContain(`Enter ${proposal} as`)
    expect(check.message).toContain('another address')
  })

  it('keeps the folder that was entered', async () => {
    const check = await redirect('https://shop.example/', '/folder/')
    expect(check.details['proposal']).toBe('https://shop.example/folder')
  })

  it('to https proposes the same host with https', async () => {
    const stage = await startStage({
      answer: ({ headers }) => ({ status: 301, headers: { location: `https://${headers.host}/api/` } }),
    })
    const check = checkOf(await diagnose(stage), 'store.webservice')
    expect(check.details['proposal']).toBe(stage.url.replace('http:', 'https:'))
    expect(check.message).not.toContain('another address')
  })

  it('to a page of the same host proposes nothing', async () => {
    const check = await redirect('/maintenance.html')
    expect(check.snippet).toBeUndefined()
    expect(check.remedy).toContain('Some rule redirects /api/')
  })
})

describe('the key', () => {
  it('that does not arrive: the line for .htaccess in its place, the switch, and ws_key with its risk', async () => {
    const stage = await startStage({ hosting: { authorization: 'stripped' } })
    const check = checkOf(await diagnose(stage), 'store.header')
    expect(check).toMatchObject({ status: 'failed', code: 'ERR_PRESTASHOP_AUTH_HEADER_MISSING' })
    expect(check.snippet).toEqual({
      language: 'apache',
      text: `RewriteRule . - [E=REWRITEBASE:/]
RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]
RewriteRule ^api$ api/ [L]`,
    })
    for (const part of ['CGI mode for PHP', 'store.auth to "ws_key"', 'access logs'])
      expect(check.remedy).toContain(part)
    expect(stage.asked.some(({ target }) => target.includes('ws_key'))).toBe(false)
  })

  it('that does not arrive in a sub-folder: with the folder in the line before', async () => {
    const stage = await answering({ status: 401, headers: html, body: '401 Unauthorized' })
    const check = checkOf(await diagnose(stage, { url: `${stage.url}/shop/` }), 'store.header')
    expect(check.snippet?.text).toContain('RewriteRule . - [E=REWRITEBASE:/shop/]\n')
  })

  it('of wrong length is told with its length', async () => {
    const check = checkOf(await diagnose(await startStage(), { key: 'SANDBOXVALIDKEY0000000000000000' }), 'store.key')
    expect(check.message).toContain('31 characters')
  })

  it('with odd characters is refused like any other', async () => {
    const checks = await diagnose(await startStage(), { key: 'ključ' })
    expect(faultsOf(checks)).toEqual(['store.key ERR_PRESTASHOP_KEY_MALFORMED'])
  })

  it('without any right: every box that is needed', async () => {
    const stage = await startStage()
    const check = checkOf(await diagnose(stage, { key: stage.sandbox.keys['no-permission-key'] }), 'store.key')
    expect(check.code).toBe('ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS')
    expect(check.snippet?.text.split('\n')).toHaveLength(18)
  })

  it('in an address that is pasted whole is left out', async () => {
    const stage = await startStage()
    const { 'valid-key': key } = stage.sandbox.keys
    await diagnose(stage, { url: stage.url.replace('//', `//${key}@`) })
    await diagnose(stage, { url: `${stage.url}/${key}/` })
    await diagnose(stage, { url: `${stage.url}/api/?ws_key=${key}` })
  })
})

describe('rights', () => {
  const rightsOf = async (stage: Stage, input: Parameters<typeof diagnose>[1]) =>
    checkOf(await diagnose(stage, input), 'store.rights')

  it('without orders: exactly that box', async () => {
    const stage = await startStage()
    const check = await rightsOf(stage, { key: stage.sandbox.keys['key-without-orders'] })
    expect(check).toMatchObject({
      status: 'failed',
      code: 'ERR_PRESTASHOP_RIGHTS_MISSING',
      snippet: { language: 'text', text: 'orders  View (GET)' },
      details: { missing: [{ resource: 'orders', verbs: ['GET'], flows: ['orders'] }] },
    })
  })

  it('to read only, with stock and statuses on: exactly the boxes to change', async () => {
    const stage = await startStage()
    const key = stage.sandbox.keys['get-only-key']
    const withStock = await rightsOf(stage, { key, flows: { ...ordersOnly, stock: true } })
    expect(withStock.snippet?.text).toBe('stock_availables  Modify (PUT)')
    const withBoth = await rightsOf(stage, { key, flows: { ...ordersOnly, stock: true, statuses: true } })
    expect(withBoth.details['missing']).toEqual([
      { resource: 'orders', verbs: ['PUT'], flows: ['statuses'] },
      { resource: 'stock_availables', verbs: ['PUT'], flows: ['stock'] },
      { resource: 'order_carriers', verbs: ['PUT'], flows: ['statuses'] },
    ])
    expect(withBoth.messageSl).toBe('Ključ je veljaven, nima pa vseh pravic za: zalogo, obvestila o pošiljkah.')
  })

  it('to read only are enough for orders, and just what is needed', async () => {
    const stage = await startStage()
    const check = await rightsOf(stage, { key: stage.sandbox.keys['get-only-key'] })
    expect(check).toMatchObject({ status: 'ok', message: 'The key may do all that is needed, and no more.' })
  })

  it('beyond the needed are named, without alarm', async () => {
    const stage = await startStage()
    const check = await rightsOf(stage, { key: stage.sandbox.keys['full-key'] })
    expect(check).toMatchObject({ status: 'ok', message: expect.stringContaining('PUT, POST, PATCH, DELETE, HEAD') })
    expect(check.details['moreThanNeeded']).toMatchObject({ DELETE: expect.any(Number) })
  })

  /** The root listing without some resources, from a shop of some version. */
  const listing = async (without: readonly string[], version = '8.2.1') => {
    const whole = await startStage()
    const authorization = `Basic ${btoa(`${whole.sandbox.keys['valid-key']}:`)}`
    const xml = await (await fetch(`${whole.url}/api/`, { headers: { authorization } })).text()
    const body = without.reduce((text, name) => text.replace(new RegExp(`<${name} [^]*?</${name}>\n`), ''), xml)
    const headers = { 'psws-version': version, 'content-type': 'text/xml' }
    return startStage({ answer: ({ target }) => (target === '/api/' ? { body, headers } : undefined) })
  }

  it('that orders can do without are a warning', async () => {
    const checks = await diagnose(await listing(['messages']))
    expect(faultsOf(checks)).toEqual(['store.rights ERR_PRESTASHOP_RIGHTS_MISSING'])
    expect(checkOf(checks, 'store.rights')).toMatchObject({
      status: 'warning',
      snippet: { text: 'messages  View (GET)' },
    })
    expect(checkOf(checks, 'store.reads').status).toBe('ok')
  })

  it.each([
    ['1.6.1.24', 'failed', 'ERR_PRESTASHOP_VERSION_UNSUPPORTED'],
    ['1.7.0.6', 'warning', 'ERR_PRESTASHOP_VERSION_OLD'],
    ['1.7.7.8', 'warning', 'ERR_PRESTASHOP_VERSION_OLD'],
    ['10.0.0', 'warning', 'ERR_PRESTASHOP_VERSION_UNKNOWN'],
  ])('version %s is told, and what it does not have is not asked for', async (version, status, code) => {
    const isOld = version.startsWith('1.')
    const checks = await diagnose(await listing(isOld ? ['order_cart_rules'] : [], version))
    expect(checkOf(checks, 'store.version')).toMatchObject({
      status,
      code,
      message: expect.stringContaining(version),
      details: { version },
    })
    expect(faultsOf(checks)).toEqual([`store.version ${code}`])
  })

  it.each(['1.7.8.0', '8.0.0', '9.2.1'])('version %s is fine, and needs its vouchers', async (version) => {
    expect(faultsOf(await diagnose(await listing([], version)))).toEqual([])
    const checks = await diagnose(await listing(['order_cart_rules'], version))
    expect(checkOf(checks, 'store.rights').snippet?.text).toBe('order_cart_rules  View (GET)')
  })
})

describe('a shop that answers', () => {
  it.each([
    [3_600_000, 'ahead', '60 min'],
    [-90_000, 'behind', '90 s'],
  ])('with a clock %d ms off', async (off, direction, by) => {
    const ours = new Date('2026-11-23T08:00:00Z')
    const stage = await startStage({ clock: () => new Date(ours.getTime() + off) })
    const check = checkOf(await diagnose(stage, { now: () => ours }), 'store.clock')
    expect(check).toMatchObject({ status: 'warning', code: 'ERR_PRESTASHOP_CLOCK' })
    expect(check.message).toContain(`${by} ${direction}`)
  })

  it('in an unknown time zone', async () => {
    const stage = await startStage()
    for (const { id, ...row } of stage.sandbox.shop.rows('configurations')) {
      if (row['name'] === 'PS_TIMEZONE') stage.sandbox.shop.update('configurations', id, { value: 'Mars/Base' })
    }
    expect(faultsOf(await diagnose(stage))).toEqual(['store.clock ERR_PRESTASHOP_TIME_ZONE'])
  })

  it('slowly', async () => {
    const stage = await startStage()
    stage.sandbox.faults.add({ effect: { kind: 'delay', ms: 60 }, resource: 'orders' })
    const check = checkOf(await diagnose(stage, { limits: { slowMs: 50 } }), 'store.speed')
    expect(check).toMatchObject({ status: 'warning', code: 'ERR_PRESTASHOP_SLOW', details: { answers: 17 } })
    expect(check.details['slowestMs']).toBeGreaterThan(50)
  })

  it('with PHP noise: how often, and what, without server paths', async () => {
    const stage = await startStage()
    stage.sandbox.faults.add({ effect: { kind: 'php-warning' } })
    const checks = await diagnose(stage)
    expect(faultsOf(checks)).toEqual(['store.answers ERR_PRESTASHOP_NOISE'])
    const { message, details } = checkOf(checks, 'store.answers')
    expect(message).toContain('before 17 answers: "Warning: ')
    expect(details['times']).toBe(17)
    expect(JSON.stringify(checks)).not.toContain('/var/www')
  })

  it.each([
    [{ kind: 'fatal-as-200' }, 'ERR_PRESTASHOP_FAILED'],
    [{ kind: 'status', status: 500 }, 'ERR_PRESTASHOP_FAILED'],
    [{ kind: 'cut-body' }, 'ERR_REMOTE_CONNECTION_LOST'],
    [{ kind: 'hang-up', when: 'after' }, 'ERR_REMOTE_CONNECTION_LOST'],
    [{ kind: 'status', status: 403, body: page }, 'ERR_PRESTASHOP_BLOCKED'],
    [{ kind: 'redirect', to: 'https://login.example/' }, 'ERR_PRESTASHOP_REDIRECTED'],
    [{ kind: 'rate-limit', perSecond: 2, retryAfterS: 60 }, 'ERR_REMOTE_RATE_LIMITED'],
  ] as const)('to everything but one resource: %o', async (effect, code) => {
    const stage = await startStage()
    const resource = effect.kind === 'rate-limit' ? {} : { resource: 'addresses' }
    stage.sandbox.faults.add({ effect, ...resource })
    const checks = await diagnose(stage)
    expect(faultsOf(checks)).toEqual([`store.reads ${code}`])
    expect(checkOf(checks, 'store.reads').details).toMatchObject({ call: expect.stringMatching(/^GET \w+$/) })
  })
})

it('throws nothing for a shop, whatever is typed', async () => {
  const odd = { key: '', flows: ordersOnly, allowPrivateNetworks: true, limits: { connectMs: 50, answerMs: 50 } }
  for (const url of ['http://[::', 'http://a b', 'https://', '\u0000', 'http://.']) {
    const checks = await diagnosePrestashop({ ...odd, url })
    expect(checks).toHaveLength(15)
    expect(faultsOf(checks)).toHaveLength(1)
  }
})
