import { createKeyMask, defaultConcurrency } from '@pretok/client-prestashop'
import { Check, type FlowSettings, networkTopic, skipped } from '@pretok/domain'
import { createTransport } from '@pretok/http'
import { z } from 'zod'
import { checkShop } from './check-shop.ts'
import { checkWay } from './check-way.ts'
import { type Limits, usualLimits } from './limits.ts'
import { topics } from './topics.ts'

export interface PrestashopDiagnosisInput {
  /** As a person typed it. */
  url: string
  key: string
  /** How the key is sent. Default `basic`. */
  auth?: 'basic' | 'ws_key'
  /** The rights of these are asked for. */
  flows: FlowSettings
  /** Lets addresses of loopback, link-local and private networks through. */
  allowPrivateNetworks: boolean
  limits?: Partial<Limits>
  now?: () => Date
  signal?: AbortSignal
}

const order = [
  ...(['address', 'name', 'connect', 'tls'] as const).map((step) => networkTopic('store', step)),
  ...Object.values(topics),
]

/** Every check there is, in its order; those that were not made name the one that they wait for. */
const complete = (made: readonly Check[]): Check[] => {
  const failure = made.find(({ status }) => status === 'failed')
  return order.map(
    (topic) =>
      made.find(({ id }) => id === topic.id) ??
      skipped(topic, [
        `Not tried: "${failure?.title}" has to be mended first.`,
        `Ni preizkušeno: najprej je treba urediti "${failure?.titleSl}".`,
      ]),
  )
}

/** The last guard: whatever a text was made of, the key does not leave. */
const withoutKey = (checks: readonly Check[], key: string): Check[] => {
  // What is shorter than half a key hides nothing and would black out words.
  if (key.trim().length < 16) return [...checks]
  return z.array(Check).parse(JSON.parse(createKeyMask(key.trim())(JSON.stringify(checks))))
}

/**
 * Finds out why a store cannot be read, or proves that it can: from the address as typed to one row of everything that the flows
 * read. It only reads, and a check that fails stops only what depends on it.
 *
 * @returns all checks, in the order of the way; with all green the flows that are switched on have what they need
 * @throws the signal's reason
 */
export const diagnosePrestashop = async (input: PrestashopDiagnosisInput): Promise<Check[]> => {
  const { url, key, auth = 'basic', flows, allowPrivateNetworks, now = () => new Date() } = input
  const limits = { ...usualLimits, ...input.limits }
  const whole = AbortSignal.timeout(limits.wholeMs)
  const signal = input.signal ? AbortSignal.any([input.signal, whole]) : whole
  const transport = createTransport({ concurrency: defaultConcurrency, allowPrivateNetworks })
  try {
    const { checks, base } = await checkWay(url, { transport, allowPrivateNetworks, limits, signal, now })
    if (base) checks.push(...(await checkShop({ base, key, auth, flows, transport, limits, signal, now })))
    input.signal?.throwIfAborted()
    return withoutKey(complete(checks), key)
  } finally {
    await transport.close()
  }
}
