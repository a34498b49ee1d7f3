import {
  Configuration,
  createPrestashopClient,
  equal,
  type Noise,
  type Permissions,
  type PrestashopClient,
  Shop,
} from '@pretok/client-prestashop'
import { type Check, type FlowSettings, passed } from '@pretok/domain'
import type { Transport } from '@pretok/http'
import { neededRights } from '../rights.ts'
import { checkAccess } from './check-access.ts'
import { checkAnswers } from './check-answers.ts'
import { checkClock } from './check-clock.ts'
import { checkReads } from './check-reads.ts'
import { checkRights } from './check-rights.ts'
import { checkSpeed } from './check-speed.ts'
import { checkVersion } from './check-version.ts'
import type { Circumstances } from './explain-failure.ts'
import type { Limits } from './limits.ts'
import { topics } from './topics.ts'
import { watchAnswers } from './watch-answers.ts'

export interface ShopOptions {
  base: URL
  key: string
  auth: 'basic' | 'ws_key'
  flows: FlowSettings
  transport: Transport
  limits: Limits
  signal: AbortSignal
  now: () => Date
}

/** What is nice to know. A failure here would show in the trial reading too, if it matters. */
const orUndefined = <Value>(wish: Promise<Value> | undefined): Promise<Value | undefined> =>
  wish?.catch(() => undefined) ?? Promise.resolve(undefined)

const readZone = async (client: PrestashopClient, signal: AbortSignal): Promise<string | undefined> => {
  const filter = { name: equal('PS_TIMEZONE') }
  const settings = await client.list('configurations', Configuration, { filter }, { signal })
  return settings.find(({ name }) => name === 'PS_TIMEZONE')?.value ?? ''
}

/** PrestaShop's way of many shops in one installation. */
const describeShops = (shops: readonly Shop[] | undefined, { shopName }: Permissions): Check => {
  const open = shops?.filter(({ active, deleted }) => active && !deleted) ?? []
  const details = { shop: shopName, ...(shops && { shops: open.map(({ id, name }) => ({ id, name })) }) }
  if (open.length < 2) {
    return passed(
      topics.shop,
      [`The key is linked to the shop "${shopName}".`, `Ključ je povezan s trgovino "${shopName}".`],
      { details },
    )
  }
  return passed(
    topics.shop,
    [
      `The key is linked to "${shopName}". The installation has ${open.length} shops: what is read is what it gives at this address.`,
      `Ključ je povezan s trgovino "${shopName}". Namestitev ima več trgovin (${open.length}): bere se, kar poda na tem naslovu.`,
    ],
    { details },
  )
}

/** Everything from the first call with the key on. */
export const checkShop = async (options: ShopOptions): Promise<Check[]> => {
  const { base, key, auth, flows, limits, signal, now } = options
  const noises: Noise[] = []
  const { transport, seen } = watchAnswers(options.transport, now)
  const same = { url: base.href, timeoutMs: limits.answerMs }
  const stranger = createPrestashopClient({ ...same, key: '', transport: options.transport })
  const client = createPrestashopClient({ ...same, key, auth, transport, onNoise: (noise) => noises.push(noise) })
  const toCircumstances = (version?: string): Circumstances => ({
    base,
    key,
    auth,
    needed: neededRights(flows, version),
  })

  const access = { client, stranger, transport: options.transport, limits, signal }
  const { checks, permissions } = await checkAccess(toCircumstances(), access)
  const ofAllAnswers = (zone: string | undefined): Check[] => [
    checkClock(seen, zone),
    checkSpeed(seen, limits.slowMs),
    checkAnswers(noises),
  ]
  if (!permissions) {
    // Whatever answered instead of PrestaShop: its clock and speed tell nothing.
    const isPrestashop = checks.some(({ id, status }) => id === topics.webservice.id && status !== 'failed')
    return isPrestashop ? [...checks, ...ofAllAnswers(undefined)] : checks
  }

  const circumstances = toCircumstances(permissions.version)
  const rights = checkRights(circumstances.needed, permissions)
  const mayRead = (resource: string) => permissions.resources.get(resource)?.has('GET')
  const [zone, shops, reads] = await Promise.all([
    orUndefined(mayRead('configurations') ? readZone(client, signal) : undefined),
    orUndefined(mayRead('shops') ? client.list('shops', Shop, {}, { signal }) : undefined),
    rights.status === 'failed' ? undefined : checkReads(client, circumstances, signal),
  ])
  return [
    ...checks.filter(({ id }) => id !== topics.shop.id),
    describeShops(shops, permissions),
    rights,
    checkVersion(permissions.version),
    ...ofAllAnswers(zone),
    ...(reads ? [reads] : []),
  ]
}
