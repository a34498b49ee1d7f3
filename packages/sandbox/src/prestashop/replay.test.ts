import { createHash } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import type { Hosting } from './hosting.ts'
import { printedWarning } from './php-messages.ts'
import { loadRecordings, type Recording, type Reply, sendRecording } from './recording.ts'
import { type PrestashopSandbox, startPrestashopSandbox } from './sandbox.ts'
import type { Shop } from './shop.ts'

/** Recordings that are not replayed, and why. */
const excluded: Readonly<Record<string, string>> = {
  'img-product-1-file': 'the picture is not in the recording',
  'img-product-1-thumb': 'the picture is not in the recording',
  'list-products-virtual-price': 'computed sale prices are not modelled (501)',
  'list-search': 'the search index is not in a dump (501)',
  'res-employees': 'the password hash is another one in the dump',
}

/** The kinds of exchanges that only read. */
const isRead = (name: string): boolean =>
  /^(?:conn|auth|method|resource|id|format|list|res|order|orders|schema|cache|url|shop|php|img)-/.test(name)

/** The hosts of the recordings, by the words the recordings use. */
const hostings: Readonly<Record<string, Partial<Hosting>>> = {
  'apache mod_php': {},
  'apache + php-fpm (mod_proxy_fcgi), .htaccess as the shop generates it': { authorization: 'stripped' },
  'apache + php-fpm (mod_proxy_fcgi), .htaccess regenerated with the back-office option "Enable CGI mode for PHP"': {
    authorization: 'forwarded',
  },
  'apache mod_php, .htaccess ignored (no URL rewriting)': { rewriting: false },
  'apache mod_php, PrestaShop debug mode on': { debugMode: true },
  'apache mod_php, php display_errors=0 forced by the server (php_admin_value)': { displayErrors: 'off' },
  'apache mod_php, php display_errors=1 forced by the server': { displayErrors: 'on' },
  'apache mod_php, display_errors=1 forced by the server, and a custom include of the shop raises a PHP warning': {
    displayErrors: 'on',
    noise: printedWarning,
  },
}

/** Recordings made while something in the shop was set differently. */
const arrangements: readonly { names: RegExp; arrange: (shop: Shop) => void }[] = [
  { names: /^shop-webservice-disabled/, arrange: (shop) => configure(shop, 'PS_WEBSERVICE', '0') },
  { names: /^shop-maintenance-mode/, arrange: (shop) => configure(shop, 'PS_SHOP_ENABLE', '0') },
  { names: /^res-product-single-language/, arrange: (shop) => void shop.update('languages', 2, { active: '0' }) },
]

const configure = (shop: Shop, name: string, value: string): void => {
  const [row] = shop.resource('configurations').findBy('name', [name])
  if (row !== undefined) shop.update('configurations', row.id, { value })
}

const sandboxes = new Map<string, Promise<PrestashopSandbox>>()
const sandboxFor = ({ name, server }: Recording): Promise<PrestashopSandbox> => {
  const arrangement = arrangements.find(({ names }) => names.test(name))
  const place = `${server} ${arrangement?.names}`
  const known = sandboxes.get(place)
  if (known !== undefined) return known
  const hosting = hostings[server]
  if (hosting === undefined) throw new Error(`unknown server: ${server}`)
  const started = startPrestashopSandbox({ hosting: { checkHost: true, ...hosting } })
  const arranged = started.then((sandbox) => {
    arrangement?.arrange(sandbox.shop)
    return sandbox
  })
  sandboxes.set(place, arranged)
  return arranged
}

afterAll(async () => {
  for (const sandbox of sandboxes.values()) await (await sandbox).close()
})

const exactHeaders = [
  'Content-Type',
  'Location',
  'PSWS-Version',
  'Server',
  'Transfer-Encoding',
  'Vary',
  'WWW-Authenticate',
  'X-Powered-By',
]

/** Headers whose value is another one each time. */
const shapes: Readonly<Record<string, RegExp>> = {
  Date: /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/,
  'Access-Time': /^\d{10}$/,
  'Execution-Time': /^\d+(\.\d{1,3})?$/,
  'Set-Cookie':
    /^PrestaShop-[^=]+=[^;]+; expires=[^;]+ GMT; Max-Age=\d{7}; path=\/; domain=(?:www\.)?shop\.example; HttpOnly; SameSite=Lax$/,
}

/** Values of its body were replaced after the shop had made the header. */
const bodyWithReplacedValues = 'conn-ok-configurations'

const expectHeaders = (reply: Reply, { name, response }: Recording): void => {
  const of = (name: string): string | undefined => {
    const value = reply.headers[name.toLowerCase()]
    return Array.isArray(value) ? value[0] : value
  }
  const expected = Object.fromEntries(exactHeaders.map((name) => [name, response.headers[name]]))
  expect(Object.fromEntries(exactHeaders.map((name) => [name, of(name)]))).toEqual(expected)
  for (const [header, shape] of Object.entries(shapes)) {
    const recorded = response.headers[header]
    if (recorded === undefined) expect(of(header), header).toBeUndefined()
    else {
      expect(recorded, header).toMatch(shape)
      expect(of(header), header).toMatch(shape)
    }
  }
  expect(of('Content-Length') === undefined, 'Content-Length').toBe(response.headers['Content-Length'] === undefined)
  const sha1 = response.headers['Content-Sha1']
  if (sha1 === undefined) expect(of('Content-Sha1')).toBeUndefined()
  else if (name === bodyWithReplacedValues) expect(of('Content-Sha1')).toBe(sha1Of(response.body ?? ''))
  else expect(of('Content-Sha1')).toBe(sha1)
}

const sha1Of = (text: string): string => createHash('sha1').update(text).digest('hex')

const recordings = loadRecordings().filter(({ name }) => isRead(name))

describe('every recorded read is answered as recorded', () => {
  test.each(recordings.filter(({ name }) => excluded[name] === undefined))('$name', async (recording) => {
    const reply = await sendRecording(recording, await sandboxFor(recording))
    expect(reply.status).toBe(recording.response.status)
    expect(reply.body).toBe(recording.response.body ?? '')
    expectHeaders(reply, recording)
  })

  test('none is left out, and none is excluded in vain', () => {
    const isWrite = (name: string): boolean => /^(?:put|post|patch|race|dateupd)-/.test(name)
    const others = loadRecordings().filter(({ name }) => !isRead(name) && !isWrite(name))
    expect(others).toEqual([])
    const names = new Set(recordings.map(({ name }) => name))
    expect(Object.keys(excluded).filter((name) => !names.has(name))).toEqual([])
  })
})
