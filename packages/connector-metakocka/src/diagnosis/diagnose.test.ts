import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Check, ConnectionSettings, worstStatus } from '@pretok/domain'
import { type MetakockaFault, type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { putDocument } from '../testing/put-document.ts'
import { diagnoseMetakocka, type MetakockaDiagnosis } from './diagnose.ts'

const secretKey = 'very-secret-5f2a9c'
const orders = { paymentTypes: { ps_wirepayment: 'Transakcijski račun' }, otherPaymentType: 'Kartica' }

let sandbox: MetakockaSandbox
beforeEach(async () => {
  sandbox = await startMetakockaSandbox({
    secretKey,
    warehouses: [
      { mark: 'glavno', name: 'Glavno skladišče', main: true },
      { mark: 'M2' },
      { mark: 'staro', active: false },
    ],
    seedProducts: [
      { code: 'MED-900', name: 'Med', taxFactor: '0.095', priceWithTax: '12' },
      { code: 'DOSTAVA', name: 'Dostava', unit: 'serv', taxFactor: '0.22', priceWithTax: '5', service: true },
    ],
  })
})
afterEach(() => sandbox.close())

const settingsWith = (given: object = {}, flows: object = {}) =>
  ConnectionSettings.parse({ flows, orders: { ...orders, ...given } })

const diagnose = async (given: Partial<MetakockaDiagnosis> = {}) => {
  const { url: baseUrl, companyId } = sandbox
  const settings = settingsWith()
  const checks = await diagnoseMetakocka({
    baseUrl,
    companyId,
    secretKey,
    settings,
    allowPrivateNetworks: true,
    ...given,
  })
  for (const check of checks) {
    Check.parse(check)
    expect(check.message).not.toBe(check.messageSl)
    expect(check.remedy === undefined).toBe(check.remedySl === undefined)
    if (check.code.startsWith('ERR_')) expect(check.remedy, check.code).toBeTruthy()
  }
  expect(JSON.stringify(checks)).not.toContain(secretKey)
  return checks
}
type Checks = Awaited<ReturnType<typeof diagnose>>

const get = (checks: Checks, id: string) => {
  const check = checks.find((one) => one.id === `erp.${id}`)
  if (!check) throw new Error(`there is no check erp.${id}`)
  return check
}
const statuses = (checks: Checks) =>
  Object.fromEntries(checks.map(({ id, status, code }) => [id.slice('erp.'.length), `${status} ${code}`]))

const allIds = [
  ...['address', 'name', 'connect', 'tls'],
  ...['answer', 'credentials', 'caller', 'quota'],
  ...['warehouse', 'payment-types', 'order-number', 'services', 'unit', 'speed', 'clock'],
]

describe('the diagnosis of a company', () => {
  it('is made of the same checks in the same order, whatever happens, and of seven reads', async () => {
    await putDocument(sandbox, { payments: ['Transakcijski račun', 'Kartica'] })
    sandbox.requests.clear()
    const checks = await diagnose({ seen: { repeatedNumberRefused: true } })
    expect(statuses(checks)).toEqual({
      ...Object.fromEntries(allIds.map((id) => [id, 'ok OK'])),
      name: 'skipped SKIPPED',
      tls: 'warning ERR_REMOTE_NOT_ENCRYPTED',
    })
    expect(sandbox.requests.list().map(({ call }) => call)).toEqual([
      'warehouse_list',
      'search',
      'search',
      ...Array(4).fill('product_list'),
    ])
    expect(checks.map(({ id }) => id)).toEqual(allIds.map((id) => `erp.${id}`))
    sandbox.faults.add({ kind: 'hang-up-before' })
    expect((await diagnose()).map(({ id }) => id)).toEqual(allIds.map((id) => `erp.${id}`))
  })

  it('writes nothing', async () => {
    const before = JSON.stringify([sandbox.company.products(), sandbox.company.documents()])
    await diagnose()
    expect(JSON.stringify([sandbox.company.products(), sandbox.company.documents()])).toBe(before)
  })

  it('asks nothing that orders would need when they are switched off', async () => {
    const checks = await diagnose({ settings: settingsWith({}, { orders: false }) })
    for (const id of ['payment-types', 'order-number', 'services', 'unit']) {
      expect(get(checks, id).status).toBe('skipped')
    }
    expect(get(checks, 'warehouse').status).toBe('ok')
  })

  it('ends when it is called off', async () => {
    sandbox.faults.add({ kind: 'delay', ms: 60_000 })
    const calledOff = new AbortController()
    const ended = diagnose({ signal: calledOff.signal })
    calledOff.abort(new Error('enough'))
    await expect(ended).rejects.toThrow('enough')
  })
})

describe('the address', () => {
  it.each([
    ['with a path behind it', (url: string) => `${url}/rest/eshop/v1/`],
    ['with blanks around it', (url: string) => `  ${url} `],
  ])('is taken as people have it: %s', async (_what, toBaseUrl) => {
    const checks = await diagnose({ baseUrl: toBaseUrl(sandbox.url) })
    expect(get(checks, 'answer').status).toBe('ok')
    expect(get(checks, 'address').message).toContain('main.metakocka.si')
  })

  it.each(['', 'not an address', 'ftp://main.metakocka.si'])('is none: %j', async (baseUrl) => {
    const checks = await diagnose({ baseUrl })
    expect(get(checks, 'address')).toMatchObject({ status: 'failed', code: 'ERR_METAKOCKA_ADDRESS' })
    expect(checks.slice(1).every(({ status }) => status === 'skipped')).toBe(true)
    expect(checks).toHaveLength(allIds.length)
  })

  it('must be encrypted out of one’s own network, and lead out of it', async () => {
    const codeOf = async (baseUrl: string) =>
      get(await diagnose({ baseUrl, allowPrivateNetworks: false }), 'address').code
    expect(await codeOf('http://main.metakocka.si')).toBe('ERR_METAKOCKA_ADDRESS')
    expect(await codeOf('https://127.0.0.1')).toBe('ERR_REMOTE_ADDRESS_FORBIDDEN')
    expect(sandbox.requests.list()).toEqual([])
  })

  it('of nobody ends at the connection', async () => {
    const { url } = sandbox
    await sandbox.close()
    const checks = await diagnose({ baseUrl: url })
    expect(get(checks, 'connect')).toMatchObject({ status: 'failed', code: 'ERR_REMOTE_CONNECTION_REFUSED' })
    expect(get(checks, 'answer').status).toBe('skipped')
    sandbox = await startMetakockaSandbox()
  })
})

describe('the first answer', () => {
  it.each<[string, MetakockaFault, string, string, string]>([
    ['hangs up', { kind: 'hang-up-before' }, 'answer', 'failed', 'ERR_REMOTE_CONNECTION_LOST'],
    ['breaks off', { kind: 'cut-answer' }, 'answer', 'failed', 'ERR_REMOTE_CONNECTION_LOST'],
    ['is late', { kind: 'delay', ms: 60_000 }, 'answer', 'failed', 'ERR_REMOTE_ANSWER_TIMEOUT'],
    ['is HTTP 500', { kind: 'http-error', status: 500 }, 'answer', 'failed', 'ERR_REMOTE_UNAVAILABLE'],
    ['is an internal error', { kind: 'internal-error-before' }, 'answer', 'failed', 'ERR_REMOTE_UNAVAILABLE'],
    [
      'is HTTP 503 with a time',
      { kind: 'http-error', status: 503, retryAfterSeconds: 60 },
      'answer',
      'failed',
      'ERR_REMOTE_RATE_LIMITED',
    ],
    ['is a web page', { kind: 'html-page' }, 'answer', 'failed', 'ERR_REMOTE_ADDRESS'],
    ['is a page not found', { kind: 'html-page', status: 404 }, 'answer', 'failed', 'ERR_REMOTE_ADDRESS'],
    ['is a redirect', { kind: 'html-page', status: 302 }, 'answer', 'failed', 'ERR_REMOTE_ADDRESS'],
    ['is a guard’s', { kind: 'html-page', status: 403 }, 'answer', 'failed', 'ERR_REMOTE_REJECTED'],
    ['refuses the credentials', { kind: 'wrong-credentials' }, 'credentials', 'failed', 'ERR_REMOTE_AUTH'],
    ['refuses our address', { kind: 'ip-refused' }, 'caller', 'failed', 'ERR_METAKOCKA_IP_NOT_ALLOWED'],
    ['is out of quota', { kind: 'quota-exceeded' }, 'quota', 'warning', 'ERR_REMOTE_RATE_LIMITED'],
    ['is HTTP 429', { kind: 'http-error', status: 429 }, 'quota', 'warning', 'ERR_REMOTE_RATE_LIMITED'],
  ])('%s', async (_what, fault, id, status, code) => {
    sandbox.faults.add(fault)
    const checks = await diagnose({ timeoutMs: 300 })
    expect(get(checks, id)).toMatchObject({ status, code })
    const others = checks.filter((one) => allIds.indexOf(one.id.slice(4)) >= 4 && one.id !== `erp.${id}`)
    for (const other of others.filter((one) => !/answer|speed|clock/.test(one.id))) {
      expect(other.status, other.id).toBe('skipped')
    }
    expect(get(checks, 'answer').status === 'failed').toBe(id === 'answer')
    expect(sandbox.requests.list().length).toBeLessThanOrEqual(1)
  })

  it.each([
    ['company id', { companyId: '99' }],
    ['secret key', { secretKey: 'another-secret' }],
  ])('tells of a wrong %s', async (_what, wrong) => {
    const checks = await diagnose(wrong)
    expect(get(checks, 'credentials')).toMatchObject({ status: 'failed', code: 'ERR_REMOTE_AUTH' })
    expect(JSON.stringify(checks)).not.toContain('another-secret')
  })

  it('names the address that MetaKocka sees', async () => {
    sandbox.company.changeSettings({ allowedIps: ['192.0.2.1'] })
    const { message, remedySl } = get(await diagnose(), 'caller')
    expect(message).toContain('127.0.0.1')
    expect(remedySl).toContain('127.0.0.1')
  })

  it.each<[string, string, string, string]>([
    ['with an odd row', '{"opr_code": "0", "warehouse_list": [{"mark": 1}]}', 'warehouse', 'ERR_REMOTE_SHAPE'],
    ['of somebody else', '{"error": "unknown"}', 'answer', 'ERR_REMOTE_ADDRESS'],
  ])('%s is told where it belongs', async (_what, body, id, code) => {
    const odd = createServer((_request, response) => response.end(body))
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
    const checks = await diagnose({ baseUrl: `http://127.0.0.1:${(odd.address() as AddressInfo).port}` })
    expect(get(checks, id)).toMatchObject({ status: 'failed', code })
    expect(get(checks, 'credentials').status).toBe(id === 'answer' ? 'skipped' : 'ok')
    odd.closeAllConnections()
    odd.close()
  })
})

describe('a later question', () => {
  it('that fails stops only what hangs on it', async () => {
    sandbox.faults.add({ kind: 'internal-error-before', call: 'search' })
    const checks = await diagnose()
    expect(statuses(checks)).toMatchObject({
      'payment-types': 'failed ERR_REMOTE_UNAVAILABLE',
      'order-number': 'skipped SKIPPED',
      services: 'ok OK',
      unit: 'ok OK',
    })
  })

  it('that is not answered in time is the last', async () => {
    sandbox.faults.add({ kind: 'delay', ms: 60_000, call: 'search' })
    const checks = await diagnose({ timeoutMs: 300 })
    expect(get(checks, 'payment-types')).toMatchObject({ status: 'failed', code: 'ERR_REMOTE_UNAVAILABLE' })
    for (const id of ['order-number', 'services', 'unit']) expect(get(checks, id).status).toBe('skipped')
  })

  it('that meets the end of the quota is the last', async () => {
    sandbox.faults.add({ kind: 'quota-exceeded', call: 'search' })
    const checks = await diagnose()
    expect(get(checks, 'quota')).toMatchObject({ status: 'warning', code: 'ERR_REMOTE_RATE_LIMITED' })
    expect(get(checks, 'warehouse').status).toBe('ok')
    for (const id of ['payment-types', 'order-number', 'services', 'unit']) {
      expect(get(checks, id).status).toBe('skipped')
    }
    expect(sandbox.requests.list().map(({ call }) => call)).toEqual(['warehouse_list', 'search'])
  })
})

describe('the warehouse', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'ok OK'],
    ['M2', 'ok OK'],
    ['m2', 'failed ERR_METAKOCKA_WAREHOUSE_UNKNOWN'],
    ['staro', 'failed ERR_METAKOCKA_WAREHOUSE_INACTIVE'],
  ])('%j: %s', async (warehouse, expected) => {
    const checks = await diagnose({ settings: settingsWith({ warehouse }) })
    expect(statuses(checks)['warehouse']).toBe(expected)
  })

  it('that is not there is answered with those that are', async () => {
    const { remedy } = get(await diagnose({ settings: settingsWith({ warehouse: 'X' }) }), 'warehouse')
    expect(remedy).toContain('glavno, M2')
    expect(remedy).not.toContain('staro')
  })

  it('is worth a word where none is chosen and none is the main one', async () => {
    const { id: companyId } = sandbox.addCompany({ companyId: '17', secretKey, warehouses: [{ mark: 'a' }] })
    const checks = await diagnose({ companyId })
    expect(get(checks, 'warehouse')).toMatchObject({
      status: 'warning',
      code: 'ERR_METAKOCKA_WAREHOUSE_MAIN_UNKNOWN',
      details: { active: ['a'] },
    })
  })
})

describe('payment types', () => {
  it('that stand on no document are a question', async () => {
    await putDocument(sandbox, { payments: ['Transakcijski račun'] })
    const check = get(await diagnose(), 'payment-types')
    expect(check).toMatchObject({
      status: 'warning',
      code: 'ERR_METAKOCKA_PAYMENT_TYPE_UNSEEN',
      details: { unseen: ['Kartica'], seen: ['Transakcijski račun'] },
    })
    expect(check.messageSl).toContain('Kartica')
  })

  it('are known from bills as well as from orders', async () => {
    await putDocument(sandbox, { payments: ['Transakcijski račun'] })
    await putDocument(sandbox, { doc_type: 'sales_bill_domestic', payments: ['Kartica'] })
    expect(get(await diagnose(), 'payment-types').status).toBe('ok')
  })

  it('are known from the list that MetaKocka gave with a refusal, and unknown when it lacks them', async () => {
    const check = async (validPaymentTypes: string[]) =>
      statuses(await diagnose({ seen: { validPaymentTypes } }))['payment-types']
    expect(await check(['Transakcijski račun', 'Kartica', 'Gotovina'])).toBe('ok OK')
    expect(await check(['Transakcijski račun', 'Gotovina'])).toBe('failed ERR_METAKOCKA_PAYMENT_TYPE_UNKNOWN')
    await putDocument(sandbox, { payments: ['Kartica'] })
    expect(await check(['Transakcijski račun', 'Gotovina'])).toBe('ok OK')
  })
})

describe('the unique customer order number', () => {
  it('is a question until something proves it', async () => {
    await putDocument(sandbox, { buyer_order: 'A-1' })
    const check = async (seen = {}) => statuses(await diagnose({ seen }))['order-number']
    expect(await check()).toBe('warning ERR_METAKOCKA_UNIQUE_NUMBER_UNKNOWN')
    expect(await check({ repeatedNumberRefused: true })).toBe('ok OK')
    await putDocument(sandbox, { buyer_order: 'A-1' })
    expect(await check()).toBe('warning ERR_METAKOCKA_UNIQUE_NUMBER_OFF')
    expect(get(await diagnose(), 'order-number').message).toContain('A-1')
  })
})

describe('services and unit', () => {
  const check = async (given: object) => statuses(await diagnose({ settings: settingsWith(given) }))

  it('are there, or made when they are needed', async () => {
    expect(get(await diagnose(), 'services').details).toMatchObject({ missing: ['DARILNO-ZAVIJANJE', 'POPUST'] })
  })

  it.each<[string, object, string]>([
    ['missing, and not to be made', { create: false }, 'failed ERR_METAKOCKA_SERVICE_MISSING'],
    ['a discount that is goods', { discount: 'MED-900' }, 'failed ERR_METAKOCKA_SERVICE_IS_GOODS'],
    ['a charge that is goods', { wrapping: 'MED-900' }, 'warning ERR_METAKOCKA_SERVICE_IS_GOODS'],
    ['one for all', { create: false, wrapping: 'DOSTAVA', discount: 'DOSTAVA' }, 'ok OK'],
  ])('%s', async (_what, services, expected) => {
    expect((await check({ services }))['services']).toBe(expected)
  })

  it.each<[string, object, string]>([
    ['of other products', { unit: 'kos' }, 'ok OK'],
    ['of none', { unit: 'kom' }, 'warning ERR_METAKOCKA_UNIT_UNSEEN'],
    [
      'that is never used',
      { unit: 'kom', unknownProducts: 'hold', services: { create: false, wrapping: 'DOSTAVA', discount: 'DOSTAVA' } },
      'skipped SKIPPED',
    ],
  ])('a unit %s', async (_what, given, expected) => {
    expect((await check(given))['unit']).toBe(expected)
  })
})

describe('pace', () => {
  it('tells a clock that is off, and one that agrees', async () => {
    const now = () => new Date(Date.now() - 600_000)
    const { code, details } = get(await diagnose({ now }), 'clock')
    expect(code).toBe('ERR_METAKOCKA_CLOCK')
    expect(Math.abs(Number(details['offSeconds']) - 600)).toBeLessThan(5)
    expect(get(await diagnose(), 'clock').status).toBe('ok')
  })

  it('tells how long an answer takes', async () => {
    const { status, details } = get(await diagnose(), 'speed')
    expect(status).toBe('ok')
    expect(details).toMatchObject({ calls: 7 })
  })
})

it('finds nothing worse than a question in a company that is set up well', async () => {
  expect(worstStatus(await diagnose())).toBe('warning')
})
