import type { PrestashopSandbox } from '@pretok/sandbox'
import { loadPrestashopRecordings, type PrestashopRecording } from '@pretok/sandbox'
import { describe, expect, it } from 'vitest'
import {
  checkOf,
  diagnose,
  faultsOf,
  noFlows,
  ordersOnly,
  type Reply,
  type StageOptions,
  startStage,
} from '../testing/stage.ts'
import type { PrestashopDiagnosisInput } from './diagnose.ts'

/** What a recorded exchange leads to. */
interface Row {
  /**
   * Where the recorded answer is given: to the first call with the key (`/api/`), or to another. Absent where the situation is staged
   * instead, because the recorded call is not one of ours.
   */
  answers?: '/api/' | '/api/orders' | '/api/configurations'
  stage?: StageOptions
  arrange?: (sandbox: PrestashopSandbox) => void
  input?: Partial<PrestashopDiagnosisInput> | ((sandbox: PrestashopSandbox) => Partial<PrestashopDiagnosisInput>)
  /** What is found amiss; nothing = all is well. */
  faults: string[]
}

const first = (...faults: string[]): Row => ({ answers: '/api/', faults })
const reading = (code: string): Row => ({ answers: '/api/orders', faults: [`store.reads ${code}`] })
const staged = (row: Omit<Row, 'faults' | 'answers'>, ...faults: string[]): Row => ({ ...row, faults })

const header = 'store.header ERR_PRESTASHOP_AUTH_HEADER_MISSING'
const malformed = 'store.key ERR_PRESTASHOP_KEY_MALFORMED'
const refused = 'store.key ERR_PRESTASHOP_KEY_REFUSED'
const withoutRights = 'store.key ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS'
const disabled = 'store.enabled ERR_PRESTASHOP_DISABLED'
const redirected = 'store.webservice ERR_PRESTASHOP_REDIRECTED'
const broken = 'store.webservice ERR_PRESTASHOP_FAILED'
const rights = 'store.rights ERR_PRESTASHOP_RIGHTS_MISSING'
const noise = 'store.answers ERR_PRESTASHOP_NOISE'
const inAddress = 'store.header ERR_PRESTASHOP_KEY_IN_ADDRESS'

const configure = (sandbox: PrestashopSandbox, name: string, value: string): void => {
  for (const row of sandbox.shop.rows('configurations')) {
    if (row['name'] === name) sandbox.shop.update('configurations', row.id, { value })
  }
}

const rows: Readonly<Record<string, Row | string>> = {
  'auth-basic-key-as-password': first(malformed),
  'auth-basic-key-lower-case': staged({
    input: ({ keys }) => ({ key: keys['valid-key'].toLowerCase() }),
  }),
  'auth-basic-key-with-blanks': staged({ input: ({ keys }) => ({ key: `  ${keys['valid-key']} ` }) }),
  'auth-basic-key-with-password': 'no password is ever sent; PrestaShop pays no heed to one',
  'auth-basic-short-key': first(malformed),
  'auth-basic-without-colon': first(header),
  'auth-basic-wrong-beats-ws_key': first(refused),
  'auth-bearer': first(header),
  'auth-disabled-key-json': first(refused),
  'auth-disabled-key-xml': first(refused),
  'auth-fpm-with-cgi-option-no-colon': staged({ stage: { hosting: { authorization: 'forwarded' } } }),
  'auth-fpm-with-cgi-option-wrong-key': first(refused),
  'auth-fpm-with-cgi-option': staged({ stage: { hosting: { authorization: 'forwarded' } } }),
  'auth-header-stripped-fpm-ws_key': staged(
    { stage: { hosting: { authorization: 'stripped' } }, input: { auth: 'ws_key' } },
    inAddress,
  ),
  'auth-header-stripped-fpm': first(header),
  'auth-key-not-linked-to-shop-json': first('store.shop ERR_PRESTASHOP_KEY_NOT_FOR_SHOP'),
  'auth-no-credentials-json-asked': first(header),
  'auth-no-permission-key-json': first(withoutRights),
  'auth-no-permission-key-xml': first(withoutRights),
  'auth-resource-not-permitted-json': reading('ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED'),
  'auth-resource-not-permitted-xml': reading('ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED'),
  'auth-wrong-key-json': first(refused),
  'auth-wrong-key-xml': first(refused),
  'auth-ws_key-param-empty': { ...first(inAddress, malformed), input: { auth: 'ws_key' } },
  'auth-ws_key-param-wrong-length': { ...first(inAddress, malformed), input: { auth: 'ws_key' } },
  'auth-ws_key-param': staged({ input: { auth: 'ws_key' } }, inAddress),

  'conn-ok-configurations-one': { answers: '/api/configurations', faults: ['store.clock ERR_PRESTASHOP_TIME_ZONE'] },
  'conn-ok-configurations': { answers: '/api/configurations', faults: [] },
  'conn-root-json-crash-display-errors': first(broken),
  'conn-root-json-crash': first(broken),
  'conn-root-no-slash': first(),
  'conn-root-xml-get-only-key': { ...first(rights), input: { flows: { ...ordersOnly, stock: true } } },
  'conn-root-xml-key-without-orders': first(rights),
  'conn-root-xml': first(),

  'method-delete-not-permitted': reading('ERR_PRESTASHOP_METHOD_NOT_PERMITTED'),
  'method-head-not-permitted': 'HEAD is never sent, and its answer has no body to read',
  'method-head-permitted': 'HEAD is never sent, and its answer has no body to read',
  'method-options': reading('ERR_PRESTASHOP_METHOD_NOT_PERMITTED'),
  'method-patch-not-permitted': reading('ERR_PRESTASHOP_METHOD_NOT_PERMITTED'),
  'method-post-forbidden-resource': reading('ERR_PRESTASHOP_METHOD_NOT_PERMITTED'),
  'method-post-not-permitted': reading('ERR_PRESTASHOP_METHOD_NOT_PERMITTED'),
  'method-put-not-permitted': reading('ERR_PRESTASHOP_METHOD_NOT_PERMITTED'),

  'php-bad-filter-display-errors-forced-off': reading('ERR_PRESTASHOP_REJECTED'),
  'php-bad-filter-display-errors-forced-on': reading('ERR_PRESTASHOP_REJECTED'),
  'php-bad-filter-normal-host': reading('ERR_PRESTASHOP_REJECTED'),
  'php-debug-mode-bad-filter': reading('ERR_PRESTASHOP_REJECTED'),
  'php-fatal-as-200': reading('ERR_PRESTASHOP_FAILED'),
  'php-fatal-as-500-empty': reading('ERR_PRESTASHOP_FAILED'),
  'php-warning-before-json-error': first(refused, noise),
  'php-warning-before-json': staged(
    { arrange: ({ faults }) => void faults.add({ effect: { kind: 'php-warning' }, resource: 'taxes' }) },
    noise,
  ),
  'php-warning-before-xml': staged(
    { arrange: ({ faults }) => void faults.add({ effect: { kind: 'php-warning' }, times: 2 }) },
    noise,
  ),

  'shop-maintenance-mode': staged({ arrange: (sandbox) => configure(sandbox, 'PS_SHOP_ENABLE', '0') }),
  'shop-webservice-disabled-json': first(disabled),
  'shop-webservice-disabled-no-credentials': first(header),
  'shop-webservice-disabled-wrong-key': first(disabled),
  'shop-webservice-disabled-xml': first(disabled),

  'url-http-port-in-host': staged({}),
  'url-no-rewrite-dispatcher': staged(
    { stage: { hosting: { rewriting: false } } },
    'store.webservice ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND',
  ),
  'url-no-rewrite': first('store.webservice ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND'),
  'url-shop-group-without-shops': reading('ERR_PRESTASHOP_REJECTED'),
  'url-unknown-shop-id': first(redirected),
  'url-wrong-host': first(redirected),
  'url-www-host': first(redirected),
}

const toReply = ({ response: { status, headers, body } }: PrestashopRecording): Reply => {
  // The connection's own affairs are not those of the recorded one; nor is the time of the recording ours.
  const own = new Set(['content-length', 'transfer-encoding', 'connection', 'date', 'access-time'])
  const kept = Object.entries(headers).filter(([name]) => !own.has(name.toLowerCase()))
  return { status, headers: Object.fromEntries(kept), body }
}

const recordings = loadPrestashopRecordings().filter(({ name }) => /^(auth|url|conn|shop|php|method)-/.test(name))

describe('a diagnosis', () => {
  it('has a row for every recorded exchange of these kinds, and none for another', () => {
    expect(recordings.length).toBeGreaterThan(60)
    expect(Object.keys(rows).toSorted()).toEqual(recordings.map(({ name }) => name).toSorted())
  })

  const told = recordings.flatMap((recording) => {
    const row = rows[recording.name]
    return row === undefined || typeof row === 'string' ? [] : [{ ...row, name: recording.name, recording }]
  })

  it.each(told)('names $name', async ({ recording, answers, stage: options, arrange, input = {}, faults }) => {
    let given = 0
    const stage = await startStage({
      ...options,
      answer: ({ target }) => {
        if (answers === undefined || target.split('?', 1)[0] !== answers) return undefined
        given += 1
        return toReply(recording)
      },
    })
    arrange?.(stage.sandbox)
    const checks = await diagnose(stage, typeof input === 'function' ? input(stage.sandbox) : input)

    expect(faultsOf(checks)).toEqual(faults)
    expect(given > 0).toBe(answers !== undefined)
    for (const fault of faults) {
      const { message, messageSl, remedy, remedySl } = checkOf(checks, fault.split(' ', 1)[0] ?? '')
      for (const text of [message, messageSl, remedy, remedySl]) expect(text).toMatch(/.{15}/)
    }
    // Nothing after a failure claims to be well, and with nothing amiss all was tried.
    const failedAt = checks.findIndex(({ status }) => status === 'failed')
    const reads = checkOf(checks, 'store.reads').status
    expect(reads).toBe(failedAt < 0 ? 'ok' : checks[failedAt]?.id === 'store.reads' ? 'failed' : 'skipped')
  })

  it('without a flow reads nothing', async () => {
    const checks = await diagnose(await startStage(), { flows: noFlows })
    expect(faultsOf(checks)).toEqual([])
    expect(checkOf(checks, 'store.reads')).toMatchObject({ status: 'skipped', message: 'No flow is switched on.' })
  })
})
