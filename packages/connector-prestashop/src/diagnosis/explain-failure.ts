import { parseShopUrl } from '@pretok/client-prestashop'
import type { Bilingual, Finding, NamedError } from '@pretok/domain'
import type { NeededRight } from '../rights.ts'
import { toShopAddress } from './ask-openly.ts'
import { headerSnippet } from './header-snippet.ts'
import { rightsSnippet } from './rights-snippet.ts'

/** What is known of the store and of the question when something fails. */
export interface Circumstances {
  /** Ends in `/api/`. */
  base: URL
  key: string
  auth: 'basic' | 'ws_key'
  needed: readonly NeededRight[]
}

type Explanation = Omit<Finding, 'status'>

type Explain = (error: NamedError, circumstances: Circumstances) => Partial<Explanation>

/** The same shop at the address it points to, as it should be entered; `undefined` where that is no other address. */
const findProposal = (target: string, base: URL): string | undefined => {
  if (!URL.canParse(target, base.href)) return undefined
  const there = new URL(target, base)
  // A shop that does not know that it is encrypted points to http://; nobody is sent from https:// to there.
  if (base.protocol === 'https:') there.protocol = base.protocol
  if (!/^https?:$/.test(there.protocol)) return undefined
  // Mostly the front page is pointed to, or a page for people; the folder is then the one that was entered.
  const folder = /\/api(\/|$)/.test(there.pathname) ? there.pathname : base.pathname
  const proposal = toShopAddress(parseShopUrl(there.origin + folder))
  return proposal === toShopAddress(base) ? undefined : proposal
}

const explainRedirect: Explain = ({ details = {} }, { base }) => {
  const target = String(details['target'])
  const proposal = findProposal(target, base)
  const isSameHost = URL.canParse(target, base.href) && new URL(target, base).host === base.host
  const shown = target.slice(0, 200)
  if (proposal === undefined) {
    return {
      message: [`The store sends every call on to ${shown}.`, `Trgovina vsak klic preusmeri na ${shown}.`],
      remedy: [
        'Some rule redirects /api/: look into .htaccess, the settings of the hosting and modules for languages, maintenance or security, and leave /api/ out of it.',
        'Neko pravilo preusmerja /api/: preglejte .htaccess, nastavitve gostovanja ter module za jezike, vzdrževanje in varnost ter iz njega izvzemite /api/.',
      ],
    }
  }
  const message: Bilingual = isSameHost
    ? [`The store sends us on to ${shown}.`, `Trgovina nas preusmeri na ${shown}.`]
    : [
        `The store lives at another address: it sends us on to ${shown}.`,
        `Trgovina je na drugem naslovu: preusmeri nas na ${shown}.`,
      ]
  return {
    message,
    remedy: [
      `Enter ${proposal} as the address of the store. If that is not your store, do not, and see who redirects.`,
      `Kot naslov trgovine vpišite ${proposal}. Če to ni vaša trgovina, tega ne storite in preverite, kdo preusmerja.`,
    ],
    snippet: { language: 'text', text: proposal },
    details: { ...details, proposal },
  }
}

const explainMissingHeader: Explain = (_, { auth, base }) =>
  auth === 'ws_key'
    ? {
        message: [
          'The webservice key does not reach PrestaShop, although it stands in the address (ws_key).',
          'Ključ ne pride do PrestaShopa, čeprav je v naslovu (ws_key).',
        ],
        remedy: [
          'Something in front of the store takes parameters out of addresses: let the hosting company leave /api/ out of caches and rewriting.',
          'Nekaj pred trgovino odstranjuje parametre iz naslovov: ponudnik gostovanja naj /api/ izvzame iz predpomnilnikov in prepisovanja.',
        ],
      }
    : {
        remedy: [
          'In the store: Advanced Parameters > Webservice, switch on "CGI mode for PHP" and save. If that does not help, add the middle line to .htaccess between the other two. If the hosting company allows neither, set store.auth to "ws_key" on the connection: the key then travels in the address and stands in the access logs of the server.',
          'V trgovini: Napredni parametri > Spletne storitve, vklopite "CGI način za PHP" in shranite. Če to ne pomaga, v .htaccess med drugi dve vrstici dodajte srednjo. Če ponudnik gostovanja ne dovoli ne enega ne drugega, na povezavi nastavite store.auth na "ws_key": ključ potem potuje v naslovu in ostane v dnevnikih dostopov strežnika.',
        ],
        snippet: headerSnippet(base),
      }

const explainMalformedKey: Explain = ({ details = {} }, { key }) => {
  const { length: characters } = key.trim()
  return {
    message: [
      `The webservice key has ${characters} characters; it must have 32.`,
      `Ključ spletne storitve ima toliko znakov: ${characters}; imeti jih mora 32.`,
    ],
    details: { ...details, characters },
  }
}

const explainBlock: Explain = ({ details = {} }) =>
  details['status'] === 401
    ? {
        message: [
          'The site asks for a password of its own before PrestaShop is reached.',
          'Spletno mesto zahteva svoje geslo, še preden klic pride do PrestaShopa.',
        ],
        remedy: [
          'Whoever runs the server takes /api/ out of the password protection (basic authentication) of the site.',
          'Upravljavec strežnika naj /api/ izvzame iz zaščite spletnega mesta z geslom (osnovno preverjanje pristnosti).',
        ],
      }
    : {
        message: [
          `The web server answered ${details['status']} before PrestaShop saw the call: a firewall or a protection against bots.`,
          `Spletni strežnik je odgovoril ${details['status']}, še preden je klic prišel do PrestaShopa: požarni zid ali zaščita pred roboti.`,
        ],
      }

/** No answer, or one of the server in front of PHP. */
const explainUnavailable: Explain = ({ details = {} }) => {
  const { status, cause } = details
  if (cause === 'ETIMEDOUT') return { code: 'ERR_REMOTE_ANSWER_TIMEOUT' }
  if (status === 503) return { code: 'ERR_PRESTASHOP_MAINTENANCE' }
  if (status !== undefined) {
    return {
      message: [
        `The web server answered ${status}: the store behind it did not answer.`,
        `Spletni strežnik je odgovoril ${status}: trgovina za njim ni odgovorila.`,
      ],
    }
  }
  return cause === 'UND_ERR_SOCKET' || cause === 'ECONNRESET' ? { code: 'ERR_REMOTE_CONNECTION_LOST' } : {}
}

const explanations: Readonly<Record<string, Explain>> = {
  ERR_PRESTASHOP_REDIRECTED: explainRedirect,
  ERR_PRESTASHOP_AUTH_HEADER_MISSING: explainMissingHeader,
  ERR_PRESTASHOP_KEY_MALFORMED: explainMalformedKey,
  ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS: (_, { needed }) => ({ snippet: rightsSnippet(needed) }),
  ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED: ({ details = {} }) => ({
    snippet: rightsSnippet([{ resource: String(details['resource']), verbs: ['GET'], flows: [] }]),
  }),
  ERR_PRESTASHOP_BLOCKED: explainBlock,
  ERR_REMOTE_UNAVAILABLE: explainUnavailable,
}

/** What a failed call means and what to do, with whatever is known of this store; the error's own words go along as `details.seen`. */
export const explainFailure = (error: NamedError, circumstances: Circumstances): Explanation => {
  const { code, message: seen, details } = error
  const explained = explanations[code]?.(error, circumstances) ?? {}
  return { code, ...explained, details: { ...details, ...explained.details, seen } }
}
