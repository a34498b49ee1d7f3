import type { Permissions, PrestashopClient } from '@pretok/client-prestashop'
import { type Check, type Finding, found, type NamedError, passed } from '@pretok/domain'
import type { Transport } from '@pretok/http'
import { isWebservice, toDispatcher } from './ask-openly.ts'
import { type Circumstances, explainFailure } from './explain-failure.ts'
import type { Limits } from './limits.ts'
import { toNamedError } from './to-named-error.ts'
import { topics } from './topics.ts'

/** What PrestaShop looks at one after the other before it answers: a refusal at one proves those before it. */
const gates = ['webservice', 'header', 'enabled', 'key', 'shop'] as const
type Gate = (typeof gates)[number]

const gateOf: Readonly<Record<string, Gate>> = {
  ERR_PRESTASHOP_AUTH_HEADER_MISSING: 'header',
  ERR_PRESTASHOP_DISABLED: 'enabled',
  ERR_PRESTASHOP_KEY_MALFORMED: 'key',
  ERR_PRESTASHOP_KEY_REFUSED: 'key',
  ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS: 'key',
  ERR_PRESTASHOP_KEY_NOT_FOR_SHOP: 'shop',
}

const passedGate: Readonly<Record<Gate, readonly [string, string]>> = {
  webservice: ["PrestaShop's webservice answers.", 'Spletna storitev PrestaShopa odgovarja.'],
  header: ['The key reaches PrestaShop.', 'Ključ pride do PrestaShopa.'],
  enabled: ['The webservice is switched on.', 'Spletna storitev je vklopljena.'],
  key: ['The store knows the key.', 'Trgovina pozna ključ.'],
  shop: ['The key is linked to this shop.', 'Ključ je povezan s to trgovino.'],
}

const pass = (gate: Gate, auth: Circumstances['auth']): Check =>
  gate === 'header' && auth === 'ws_key'
    ? found(topics.header, { status: 'warning', code: 'ERR_PRESTASHOP_KEY_IN_ADDRESS' })
    : passed(topics[gate], passedGate[gate])

/** The shop is there, only its own addresses are not. */
const withoutRewriting: Pick<Finding, 'message' | 'remedy'> = {
  message: [
    'PrestaShop is there, but its web server does not know /api/: URL rewriting does not work. (/webservice/dispatcher.php answers.)',
    'PrestaShop je tam, a njegov spletni strežnik ne pozna /api/: prepisovanje naslovov ne deluje. (/webservice/dispatcher.php odgovarja.)',
  ],
  remedy: [
    'In the store: Shop Parameters > Traffic & SEO, switch on "Friendly URL" and save; if it was on, switch it off and on again: that writes .htaccess anew. If /api/ stays unknown, the web server pays no heed to .htaccess: the hosting company allows it (Apache: mod_rewrite and AllowOverride All).',
    'V trgovini: Parametri trgovine > Promet in SEO, vklopite "Prijazni URL" in shranite; če je že vklopljen, ga izklopite in znova vklopite: tako se .htaccess zapiše na novo. Če /api/ ostane neznan, spletni strežnik ne upošteva .htaccess: ponudnik gostovanja naj to dovoli (Apache: mod_rewrite in AllowOverride All).',
  ],
}

export interface Access {
  checks: Check[]
  /** What the key may do; absent when the way in is closed. */
  permissions?: Permissions
}

export interface AccessOptions {
  client: PrestashopClient
  /** A client without a key. */
  stranger: PrestashopClient
  transport: Transport
  limits: Limits
  signal: AbortSignal
}

/**
 * The first call with the key, `GET /api/`: whether PrestaShop answers, and what it makes of the key. Before it the same call goes out
 * without one: at a mistyped address somebody else may listen, and must not learn the key.
 */
export const checkAccess = async (circumstances: Circumstances, options: AccessOptions): Promise<Access> => {
  const { client, stranger, transport, limits, signal } = options
  const { auth, base } = circumstances
  const isPrestashop = (error: NamedError): boolean => error.code in gateOf
  try {
    await stranger.permissions({ signal }).catch((error: unknown) => {
      if (!isPrestashop(toNamedError(error, signal))) throw error
    })
    const permissions = await client.permissions({ signal })
    return { checks: gates.map((gate) => pass(gate, auth)), permissions }
  } catch (caught) {
    const error = toNamedError(caught, signal)
    const closed = gateOf[error.code] ?? 'webservice'
    const finding = explainFailure(error, circumstances)
    const isHidden =
      error.code === 'ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND' &&
      (await isWebservice(transport, toDispatcher(base), { timeoutMs: limits.connectMs, signal }))
    return {
      checks: [
        ...gates.slice(0, gates.indexOf(closed)).map((gate) => pass(gate, auth)),
        found(topics[closed], { status: 'failed', ...finding, ...(isHidden && withoutRewriting) }),
      ],
    }
  }
}
