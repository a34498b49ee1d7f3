import { MetakockaIpNotAllowedError, MetakockaRefusal } from '@pretok/client-metakocka'
import { type Bilingual, type Check, type CheckTopic, failedWith, found, passed, skipped } from '@pretok/domain'
import {
  type AppError,
  RemoteAddressError,
  RemoteAuthError,
  RemoteRateLimitedError,
  RemoteShapeError,
} from '@pretok/kernel'
import { topics } from './topics.ts'

const notReached: Bilingual = ['Not known: MetaKocka did not get to it.', 'Ni znano: MetaKocka do tega ni prišla.']

const answers = (host: string): Check =>
  passed(topics.answer, [`MetaKocka answers at ${host}.`, `MetaKocka odgovarja na ${host}.`])

const isGood: readonly [CheckTopic, Bilingual][] = [
  [
    topics.credentials,
    ['MetaKocka accepts the company id and the secret key.', 'MetaKocka sprejema številko podjetja in skrivni ključ.'],
  ],
  [topics.caller, ['Calls from this server are allowed.', 'Klici s tega strežnika so dovoljeni.']],
  [topics.quota, ['The quota is not used up.', 'Dovoljeno število klicev ni porabljeno.']],
]

const allGood = (host: string): Check[] => [answers(host), ...isGood.map(([topic, words]) => passed(topic, words))]

/** @param odd the one of the three that was found amiss; the others cannot be judged then */
const oneOdd = (host: string, odd: Check): Check[] => [
  answers(host),
  ...isGood.map(([topic]) => (topic.id === odd.id ? odd : skipped(topic, notReached))),
]

/** MetaKocka's refusal names the address that it saw. */
const callerNotAllowed = (error: MetakockaIpNotAllowedError): Check => {
  const [, address] = /IP address '([^']+)'/.exec(error.refusal.text) ?? []
  if (address === undefined) {
    return failedWith(topics.caller, error, {
      remedy: [
        'Find out which address this server calls from (on the server: the command below), and allow it for the key. In MetaKocka: Additional settings > API.',
        'Ugotovite, s katerega naslova kliče ta strežnik (na strežniku: spodnji ukaz), in ga dovolite za ta ključ. V MetaKocki: Dodatne nastavitve > API.',
      ],
      snippet: { language: 'shell', text: 'curl -s https://api.ipify.org' },
    })
  }
  return failedWith(topics.caller, error, {
    message: [
      `MetaKocka does not take calls from ${address}, which is how it sees this server.`,
      `MetaKocka ne sprejema klicev z naslova ${address}; tako vidi ta strežnik.`,
    ],
    remedy: [
      `Allow ${address} for the key; where the server's address changes from time to time, lift the restriction. In MetaKocka: Additional settings > API.`,
      `Za ta ključ dovolite ${address}; če se naslov strežnika kdaj spremeni, omejitev odpravite. V MetaKocki: Dodatne nastavitve > API.`,
    ],
  })
}

/** The server was reached, and no answer of MetaKocka's came. */
const silence = (error: AppError): Check => {
  const { status, oprCode, cause } = error.details
  if (oprCode !== undefined) {
    return failedWith(topics.answer, error, {
      message: ['MetaKocka reports an internal error.', 'MetaKocka javlja notranjo napako.'],
    })
  }
  if (status !== undefined) {
    return failedWith(topics.answer, error, {
      message: [
        `The server answers with an error (HTTP ${status}): out of order, or under maintenance.`,
        `Strežnik odgovarja z napako (HTTP ${status}): ne deluje ali pa ga vzdržujejo.`,
      ],
    })
  }
  const code = cause === 'ETIMEDOUT' ? 'ERR_REMOTE_ANSWER_TIMEOUT' : 'ERR_REMOTE_CONNECTION_LOST'
  return found(topics.answer, {
    status: 'failed',
    code,
    remedy: [
      "Test again in a while; Pretok tries by itself. If it stays, ask MetaKocka's support, or whoever runs the server.",
      'Čez nekaj časa preizkusite znova; Pretok poskuša sam. Če se ponavlja, vprašajte podporo MetaKocke ali skrbnika strežnika.',
    ],
    details: { ...error.details, seen: error.message },
  })
}

const noMetakocka = (host: string, { message: seen, details }: AppError): Check => {
  const { status, host: elsewhere } = details
  const how = status === undefined ? '' : ` (HTTP ${status})`
  const message: Bilingual =
    elsewhere === undefined
      ? [
          `At ${host} something else answers than MetaKocka${how}.`,
          `Na ${host} ne odgovarja MetaKocka, ampak nekaj drugega${how}.`,
        ]
      : [`${host} sends callers on to ${elsewhere}.`, `${host} klice preusmerja na ${elsewhere}.`]
  return found(topics.answer, {
    status: 'failed',
    code: 'ERR_REMOTE_ADDRESS',
    message,
    remedy: [
      "Enter https://main.metakocka.si, or the address of your company's own MetaKocka server. If that is what stands there, MetaKocka may be under maintenance: test again later.",
      'Vpišite https://main.metakocka.si ali naslov lastnega strežnika MetaKocke vašega podjetja. Če je tak že vpisan, MetaKocko morda vzdržujejo: preizkusite pozneje.',
    ],
    details: { ...details, seen },
  })
}

const noAnswer = (host: string, error: AppError): Check => {
  const { status } = error.details
  // A web page with a good status: of somebody else, or of a maintenance that does not say so.
  const isWebPage = typeof status === 'number' && status < 300
  if (error instanceof RemoteAddressError || error instanceof RemoteShapeError || isWebPage)
    return noMetakocka(host, error)
  if (status === 401 || status === 403) {
    return found(topics.answer, {
      status: 'failed',
      code: 'ERR_REMOTE_REJECTED',
      message: [
        `A guard before MetaKocka refuses the calls of this server (HTTP ${status}).`,
        `Varovalo pred MetaKocko zavrača klice tega strežnika (HTTP ${status}).`,
      ],
      remedy: [
        "Ask MetaKocka's support, or whoever runs the server, whether the address of this server is blocked.",
        'Podporo MetaKocke ali skrbnika strežnika vprašajte, ali je naslov tega strežnika blokiran.',
      ],
      details: { ...error.details, seen: error.message },
    })
  }
  return silence(error)
}

/** An answer of MetaKocka, in whose rows something is not as documented. Without `opr_code` it is somebody else's JSON. */
const isOddMetakocka = (error: AppError): boolean =>
  error instanceof RemoteShapeError && error.details['field'] !== 'opr_code'

/**
 * What the very first call tells: whether it is MetaKocka that answers, and what it thinks of our credentials, our address and our
 * number of calls. MetaKocka names one thing at a time; what it did not get to stays open.
 *
 * @param error how the call ended, if not well
 */
export const judgeFirstAnswer = (host: string, error: AppError | undefined): Check[] => {
  if (error === undefined || isOddMetakocka(error)) return allGood(host)
  const isRefusal = error.details['oprCode'] !== undefined
  if (error instanceof RemoteAuthError && isRefusal) return oneOdd(host, failedWith(topics.credentials, error))
  if (error instanceof MetakockaIpNotAllowedError) return oneOdd(host, callerNotAllowed(error))
  if (error instanceof RemoteRateLimitedError && (isRefusal || error.details['status'] === 429)) {
    return oneOdd(host, quotaUsedUp(error))
  }
  if (error instanceof MetakockaRefusal) return allGood(host)
  const rest = isGood.map(([topic]) => skipped(topic, notReached))
  return [noAnswer(host, error), ...rest]
}

/** Nothing is broken, it only takes time. */
export const quotaUsedUp = ({ code, message, details }: RemoteRateLimitedError): Check =>
  found(topics.quota, {
    status: 'warning',
    code,
    message: [
      'MetaKocka says that the quota of calls is used up for the moment.',
      'MetaKocka sporoča, da je dovoljeno število klicev za zdaj porabljeno.',
    ],
    remedy: [
      'Wait a while and test again; Pretok waits by itself. If it comes often, ask MetaKocka for a larger quota, or see what else calls with this company (Additional settings > API has a log).',
      'Malo počakajte in preizkusite znova; Pretok čaka sam. Če se to ponavlja, MetaKocko prosite za več klicev ali preverite, kdo še kliče za to podjetje (dnevnik je v Dodatne nastavitve > API).',
    ],
    details: { ...details, seen: message },
  })
