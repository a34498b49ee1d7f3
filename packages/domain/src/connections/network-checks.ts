import { type Bilingual, type Check, type CheckTopic, found, passed, skipped } from './check.ts'

type Step = 'address' | 'name' | 'connect' | 'tls'

/** How far the way to a server went; what a probe of the network gives. */
export interface NetworkFacts {
  /** Scheme, host and port. */
  url: string
  host: string
  port: number
  encrypted: boolean
  /** Up to the first that failed. */
  steps: readonly {
    step: Step
    status: 'ok' | 'warning' | 'failed'
    code?: string
    details: Readonly<Record<string, unknown>>
    durationMs: number
  }[]
}

const topics: Readonly<Record<Step, Omit<CheckTopic, 'id' | 'side'>>> = {
  address: {
    title: 'Address',
    titleSl: 'Naslov',
    why: 'Pretok calls only addresses that this installation may call.',
    whySl: 'Pretok kliče le naslove, ki jih ta namestitev sme klicati.',
  },
  name: {
    title: 'Server name',
    titleSl: 'Ime strežnika',
    why: 'Without the number behind the name (DNS), the server cannot be found.',
    whySl: 'Brez številke, ki stoji za imenom (DNS), strežnika ni mogoče najti.',
  },
  connect: {
    title: 'Connection',
    titleSl: 'Povezava s strežnikom',
    why: 'Pretok has to reach the server from the network it runs in.',
    whySl: 'Pretok mora strežnik doseči iz omrežja, v katerem teče.',
  },
  tls: {
    title: 'Encryption and certificate',
    titleSl: 'Šifriranje in potrdilo',
    why: 'The certificate proves that it is the right server; only to that one the key may go.',
    whySl: 'Potrdilo dokazuje, da gre za pravi strežnik; le temu se sme poslati ključ.',
  },
}

/** What one of the four network checks is about. */
export const networkTopic = (side: Check['side'], step: Step): CheckTopic => ({
  id: `${side}.${step}`,
  side,
  ...topics[step],
})

const list = (value: unknown): string => (Array.isArray(value) ? value.slice(0, 5).join(', ') : String(value))
const day = (moment: unknown): string => String(moment).slice(0, 10)
const daySl = (moment: unknown): string => day(moment).split('-').map(Number).reverse().join('. ')

type Words = (details: Readonly<Record<string, unknown>>, facts: NetworkFacts) => Bilingual

const well: Readonly<Record<Step, Words>> = {
  address: (_, { url }) => [`The address is ${url}.`, `Naslov je ${url}.`],
  name: ({ addresses }, { host }) => [`${host} is ${list(addresses)}.`, `${host} je ${list(addresses)}.`],
  connect: ({ address, port }) => [
    `${address} takes connections at port ${port}.`,
    `${address} sprejema povezave na vratih ${port}.`,
  ],
  tls: ({ protocol, issuer, validUntil }) => [
    `The certificate of ${issuer} is valid until ${day(validUntil)} (${protocol}).`,
    `Potrdilo izdajatelja ${issuer} velja do ${daySl(validUntil)} (${protocol}).`,
  ],
}

/** Where what was seen says more than the code's own words. */
const amiss: Readonly<Record<string, Words>> = {
  ERR_REMOTE_NAME_UNKNOWN: (_, { host }) => [
    `There is no server by the name ${host}.`,
    `Strežnika z imenom ${host} ni.`,
  ],
  ERR_REMOTE_NAME_UNRESOLVED: ({ cause }, { host }) => [
    `It could not be found out where ${host} is: the name service of this server does not answer (${cause}).`,
    `Ni bilo mogoče ugotoviti, kje je ${host}: imenska storitev tega strežnika ne odgovarja (${cause}).`,
  ],
  ERR_REMOTE_CONNECTION_REFUSED: (_, { host, port }) => [
    `${host} refuses connections at port ${port}: nothing listens there.`,
    `${host} zavrača povezave na vratih ${port}: tam nihče ne posluša.`,
  ],
  ERR_REMOTE_UNREACHABLE: ({ cause }, { host }) => [
    `No way leads from this server to ${host} (${cause}).`,
    `Od tega strežnika do ${host} ni poti (${cause}).`,
  ],
  ERR_REMOTE_CONNECT_TIMEOUT: (_, { host, port }) => [
    `${host} does not react at port ${port}: neither a yes nor a no came.`,
    `${host} se na vratih ${port} ne odzove: ni prišel ne da ne ne.`,
  ],
  ERR_REMOTE_TLS_NOT_SPOKEN: (_, { host, port }) => [
    `${host} does not encrypt at port ${port}: something other than https answers there.`,
    `${host} na vratih ${port} ne šifrira: tam ne odgovarja https.`,
  ],
  ERR_REMOTE_TLS_EXPIRED: ({ validUntil, daysLeft }) =>
    Number(daysLeft) < 0
      ? [
          `The server's certificate expired on ${day(validUntil)}.`,
          `Potrdilo strežnika je poteklo ${daySl(validUntil)}.`,
        ]
      : [
          "The server's own certificate is valid, but one that vouches for it has expired.",
          'Potrdilo strežnika je veljavno, poteklo pa je eno od tistih, ki jamčijo zanj.',
        ],
  ERR_REMOTE_TLS_NOT_YET_VALID: ({ validFrom }) => [
    `The server's certificate is not valid before ${day(validFrom)}.`,
    `Potrdilo strežnika velja šele od ${daySl(validFrom)}.`,
  ],
  ERR_REMOTE_TLS_NAME: ({ names }, { host }) => [
    `The server's certificate is not for ${host}, but for ${list(names)}.`,
    `Potrdilo strežnika ni za ${host}, temveč za ${list(names)}.`,
  ],
  ERR_REMOTE_TLS_CHAIN_INCOMPLETE: ({ issuer }) => [
    `The server does not send the certificate of ${issuer}, which signed its own. Browsers often know it, programs do not.`,
    `Strežnik ne pošilja potrdila izdajatelja ${issuer}, ki je podpisal njegovo. Brskalniki ga pogosto poznajo, programi ne.`,
  ],
  ERR_REMOTE_TLS_UNKNOWN_CA: ({ issuer }) => [
    `The server's certificate was issued by ${issuer}, which is not known here.`,
    `Potrdilo strežnika je izdal ${issuer}, ki tukaj ni znan.`,
  ],
  ERR_REMOTE_TLS_UNTRUSTED: ({ cause }) => [
    `The server's certificate is not to be trusted (${cause}).`,
    `Potrdilu strežnika ni mogoče zaupati (${cause}).`,
  ],
  ERR_REMOTE_TLS_EXPIRES_SOON: ({ validUntil, daysLeft }) => [
    `The server's certificate expires on ${day(validUntil)}, in ${daysLeft} days.`,
    `Potrdilo strežnika poteče ${daySl(validUntil)}, čez toliko dni: ${daysLeft}.`,
  ],
}

const notReached: Bilingual = ['Not tried: the way ended before.', 'Ni preizkušeno: pot se je končala že prej.']

/** The four checks on the way to a server (`address`, `name`, `connect`, `tls`), in this order, for either side. */
export const networkChecks = (facts: NetworkFacts, side: Check['side']): Check[] => {
  const hasEnded = facts.steps.some(({ status }) => status === 'failed')
  return (Object.keys(topics) as Step[]).map((name) => {
    const topic = networkTopic(side, name)
    const step = facts.steps.find((one) => one.step === name)
    if (step) {
      const { status, code, details, durationMs } = step
      if (status === 'ok' || code === undefined) {
        return passed(topic, well[name](details, facts), { details, durationMs })
      }
      const words = amiss[code]
      return found(topic, { status, code, details, durationMs, ...(words && { message: words(details, facts) }) })
    }
    if (name === 'name' && facts.steps.some((one) => one.step === 'connect')) {
      return skipped(topic, ['Not needed: the address is a number.', 'Ni potrebno: naslov je številka.'])
    }
    if (hasEnded) return skipped(topic, notReached)
    return found(topic, { status: 'warning', code: 'ERR_REMOTE_NOT_ENCRYPTED' })
  })
}
