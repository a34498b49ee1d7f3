import { parseShopUrl, ShopAddressError } from '@pretok/client-prestashop'
import { type Check, failedWith, found, networkChecks, networkTopic, passed } from '@pretok/domain'
import { probe, type Transport } from '@pretok/http'
import { isWebservice, toShopAddress } from './ask-openly.ts'
import type { Limits } from './limits.ts'

export interface Way {
  checks: Check[]
  /** The webservice's address, when the way to it is open. */
  base?: URL
}

export interface WayOptions {
  transport: Transport
  allowPrivateNetworks: boolean
  limits: Limits
  signal: AbortSignal
  now: () => Date
}

/** Here there is no https. Any other fault is one of a certificate, which is to be mended. */
const withoutHttps = new Set([
  'ERR_REMOTE_CONNECTION_REFUSED',
  'ERR_REMOTE_UNREACHABLE',
  'ERR_REMOTE_CONNECT_TIMEOUT',
  'ERR_REMOTE_ANSWER_TIMEOUT',
  'ERR_REMOTE_TLS_NOT_SPOKEN',
  'ERR_REMOTE_TLS_HANDSHAKE',
  'ERR_REMOTE_TLS_OUTDATED',
])

const withOpenLine = (check: Check, address: string): Check => {
  const seen = `The store answers at ${address}, without encryption.`
  const seenSl = `Trgovina odgovarja na ${address}, brez šifriranja.`
  const { message, messageSl, code, details } = check
  if (!withoutHttps.has(code)) return { ...check, message: `${message} ${seen}`, messageSl: `${messageSl} ${seenSl}` }
  return found(check, {
    status: 'failed',
    code: 'ERR_PRESTASHOP_HTTP_ONLY',
    message: [`${message} ${seen}`, `${messageSl} ${seenSl}`],
    snippet: { language: 'text', text: address },
    details: { ...details, https: code, http: address },
  })
}

/**
 * The address as it was typed, and the network up to the handshake. Where no scheme was typed, https is meant; if only http answers,
 * that is said, and found out without the key.
 */
export const checkWay = async (typed: string, options: WayOptions): Promise<Way> => {
  const { transport, allowPrivateNetworks, limits, signal, now } = options
  const topic = networkTopic('store', 'address')
  let base: URL
  try {
    base = parseShopUrl(typed)
  } catch (error) {
    if (error instanceof ShopAddressError) return { checks: [failedWith(topic, error)] }
    throw error
  }
  const report = await probe(base, { allowPrivateNetworks, timeoutMs: limits.connectMs, signal, now })
  const [address, ...network] = networkChecks(report, 'store')
  const understood = passed(topic, [`The webservice is at ${base.href}.`, `Spletna storitev je na ${base.href}.`], {
    details: { url: base.href },
  })
  const checks = [address?.status === 'ok' ? understood : address, ...network].filter((one) => one !== undefined)
  const failedAt = checks.findIndex(({ status }) => status === 'failed')
  const failure = checks[failedAt]
  if (!failure) return { checks, base }

  const hasScheme = /^\s*[a-z][a-z\d+.-]*:\/\//i.test(typed)
  if (hasScheme || !['store.connect', 'store.tls'].includes(failure.id)) return { checks }
  const open = new URL(base)
  open.protocol = 'http:'
  if (!(await isWebservice(transport, open, { timeoutMs: limits.connectMs, signal }))) return { checks }
  return { checks: checks.with(failedAt, withOpenLine(failure, toShopAddress(open))) }
}
