import type { Difference } from './compare-document.ts'
import type { ChangedThing, ChangeKind, LaterChange } from './later-changes.ts'
import type { Obstacle } from './obstacles.ts'
import type { Reason } from './order-state.ts'

type Text = readonly [en: string, sl: string]

interface Words {
  code: string
  message: Text
  remedy: Text
}

/** More than these would bury the ones that matter; all of them stand in the details. */
const mostTold = 5

const names: Readonly<Record<string, Text>> = {
  state: ['state', 'stanje'],
  refund: ['refund', 'vračilo'],
  given: ['given back in all', 'vrnjeno skupaj'],
  paid: ['paid', 'plačano'],
  shipping: ['shipping', 'dostava'],
  wrapping: ['gift wrapping', 'darilno zavijanje'],
  discounts: ['discount', 'popust'],
  vouchers: ['vouchers', 'kuponi'],
  total: ['total', 'skupaj'],
  currency: ['currency', 'valuta'],
  base: ['total without VAT', 'skupaj brez DDV'],
  tax: ['VAT', 'DDV'],
  firstName: ['first name', 'ime'],
  lastName: ['last name', 'priimek'],
  company: ['company', 'podjetje'],
  vatNumber: ['VAT number', 'številka za DDV'],
  street: ['street', 'ulica'],
  street2: ['second line of the street', 'drugi del naslova'],
  postcode: ['postcode', 'poštna številka'],
  city: ['city', 'kraj'],
  region: ['region', 'regija'],
  countryCode: ['country', 'država'],
  phone: ['phone', 'telefon'],
  mobile: ['mobile', 'mobilni telefon'],
  email: ['e-mail', 'e-pošta'],
}

const tellThing = ({ what, taxRate, booked, now }: ChangedThing, language: 0 | 1): string => {
  const rate = taxRate === undefined ? '' : ` (${['VAT', 'DDV'][language]} ${taxRate} %)`
  const [word = '', id] = what.split(' ')
  const name = `${names[word] ? [names[word][language], id].filter(Boolean).join(' ') : what}${rate}`
  if (booked === undefined && now === undefined) return name
  // Before it happened there was nothing.
  if (word === 'state' || word === 'refund' || word === 'given') return `${name}: ${now ?? booked}`
  const nothing = ['nothing', 'nič'][language]
  return `${name}: ${now ?? nothing} ${['instead of', 'namesto'][language]} ${booked ?? nothing}`
}

const tell = (things: readonly ChangedThing[]): Text => {
  const more = things.length - mostTold
  const inLanguage = (language: 0 | 1) =>
    [
      ...things.slice(0, mostTold).map((thing) => tellThing(thing, language)),
      ...(more > 0 ? [[`and ${more} more`, `in še ${more}`][language]] : []),
    ].join('; ')
  return [inLanguage(0), inLanguage(1)]
}

const changeDocument: Text = [
  'Apply it to the document, or change the document in MetaKocka by hand and try again; or take the change back in the store. If the document is to stay as it is, close this difference.',
  'Prenesite jo na dokument ali pa dokument v MetaKocki spremenite ročno in poskusite znova; lahko tudi razveljavite spremembo v trgovini. Če naj dokument ostane, kakršen je, razliko zaprite.',
]

const changeAddress: Text = [
  'Apply it to the document, or change the address on the document in MetaKocka by hand and try again; or change it back in the store. MetaKocka does not show contacts and regions: where only those differ, close the difference when it is done.',
  'Prenesite ga na dokument ali pa naslov na dokumentu v MetaKocki spremenite ročno in poskusite znova; lahko ga tudi v trgovini spremenite nazaj. Stikov in regij MetaKocka ne pokaže: če se razlikujejo le ti, razliko po opravljenem zaprite.',
]

const words: Readonly<Record<ChangeKind, (told: Text, document: string) => Words>> = {
  cancelled: ([state, stateSl], document) => ({
    code: 'ERR_ORDER_CANCELLED_LATER',
    message: [
      `The order was cancelled in the store after it was booked as ${document} (${state}).`,
      `Naročilo je bilo v trgovini preklicano, potem ko je bilo vneseno kot ${document} (${stateSl}).`,
    ],
    remedy: [
      'Apply it to the document, or cancel or delete the document in MetaKocka by hand and try again. If it was invoiced, make a credit note and close this difference. If the order stands after all, set its state back in the store.',
      'Prenesite preklic na dokument ali pa dokument v MetaKocki ročno prekličite ali izbrišite in poskusite znova. Če je račun že izdan, izdajte dobropis in zaprite to razliko. Če naročilo vendarle velja, v trgovini vrnite njegovo stanje.',
    ],
  }),
  document: (_, document) => ({
    code: 'ERR_ORDER_DOCUMENT_GONE',
    message: [
      `MetaKocka's document ${document} was cancelled or deleted, but the order stands in the store.`,
      `Dokument ${document} v MetaKocki je preklican ali izbrisan, naročilo v trgovini pa velja.`,
    ],
    remedy: [
      'Set the status of the document back in MetaKocka, or enter the order there by hand, and try again; or cancel the order in the store. A deleted document is not booked again by itself.',
      'V MetaKocki vrnite status dokumenta ali naročilo vnesite ročno in poskusite znova; sicer naročilo v trgovini prekličite. Izbrisan dokument se ne vnese znova sam.',
    ],
  }),
  refunded: ([refunds, refundsSl], document) => ({
    code: 'ERR_ORDER_REFUNDED_LATER',
    message: [
      `The store has refunded the order, wholly or in part, after it was booked as ${document}: ${refunds}.`,
      `Trgovina je v celoti ali delno vrnila kupnino za naročilo, ki je vneseno kot ${document}: ${refundsSl}.`,
    ],
    remedy: [
      'Apply it to have the credit note made, or make it in MetaKocka by hand, at the VAT rates of the sale, and then close this difference.',
      'Prenesite ga, da nastane dobropis, ali pa ga v MetaKocki izdajte ročno po davčnih stopnjah prodaje in nato zaprite to razliko.',
    ],
  }),
  returned: ([pieces, piecesSl], document) => ({
    code: 'ERR_ORDER_RETURNED_LATER',
    message: [
      `Goods of the order that was booked as ${document} came back, and MetaKocka has no complaint of it: ${pieces}.`,
      `Blago naročila, vnesenega kot ${document}, se je vrnilo, v MetaKocki pa reklamacije ni: ${piecesSl}.`,
    ],
    remedy: [
      'Apply it to have the complaint made, or make it in MetaKocka by hand and then close this difference.',
      'Prenesite ga, da nastane reklamacija, ali pa jo v MetaKocki vnesite ročno in nato zaprite to razliko.',
    ],
  }),
  payments: ([paid, paidSl], document) => ({
    code: 'ERR_ORDER_PAYMENT_DIFFERS',
    message: [
      `The store and MetaKocka's document ${document} do not have the same payments: ${paid}.`,
      `Trgovina in dokument ${document} v MetaKocki nimata enakih plačil: ${paidSl}.`,
    ],
    remedy: [
      'Correct the payments of the document in MetaKocka, or those of the order in the store, and try again.',
      'Popravite plačila dokumenta v MetaKocki ali plačila naročila v trgovini in poskusite znova.',
    ],
  }),
  lines: ([lines, linesSl], document) => ({
    code: 'ERR_ORDER_LINES_CHANGED',
    message: [
      `The lines of the order were changed in the store after it was booked as ${document}: ${lines}.`,
      `Postavke naročila so bile v trgovini spremenjene, potem ko je bilo vneseno kot ${document}: ${linesSl}.`,
    ],
    remedy: changeDocument,
  }),
  charges: ([charges, chargesSl], document) => ({
    code: 'ERR_ORDER_CHARGES_CHANGED',
    message: [
      `Shipping, wrapping or vouchers were changed in the store after the order was booked as ${document}: ${charges}.`,
      `Dostava, zavijanje ali kuponi so bili v trgovini spremenjeni, potem ko je bilo naročilo vneseno kot ${document}: ${chargesSl}.`,
    ],
    remedy: changeDocument,
  }),
  total: ([total, totalSl], document) => ({
    code: 'ERR_ORDER_TOTAL_CHANGED',
    message: [
      `What the customer pays was changed in the store after the order was booked as ${document}: ${total}.`,
      `Znesek naročila je bil v trgovini spremenjen, potem ko je bilo vneseno kot ${document}: ${totalSl}.`,
    ],
    remedy: changeDocument,
  }),
  payer: ([fields, fieldsSl], document) => ({
    code: 'ERR_ORDER_PAYER_CHANGED',
    message: [
      `The invoice address was changed in the store after the order was booked as ${document}: ${fields}.`,
      `Naslov za račun je bil v trgovini spremenjen, potem ko je bilo naročilo vneseno kot ${document}: ${fieldsSl}.`,
    ],
    remedy: changeAddress,
  }),
  recipient: ([fields, fieldsSl], document) => ({
    code: 'ERR_ORDER_RECIPIENT_CHANGED',
    message: [
      `The delivery address was changed in the store after the order was booked as ${document}: ${fields}.`,
      `Naslov za dostavo je bil v trgovini spremenjen, potem ko je bilo naročilo vneseno kot ${document}: ${fieldsSl}.`,
    ],
    remedy: changeAddress,
  }),
}

/** What else is known of a difference. */
export interface DifferenceFacts {
  /** Number of the document in the ERP. */
  countCode: string
  /** How the document differs from what the store says now. */
  differences?: readonly Difference[]
  /** Why it was not carried over to the ERP. */
  obstacle?: Obstacle | undefined
}

/** Why a person has to look at a booked order, and what to do by hand. */
export const differenceReason = (
  { kind, things }: LaterChange,
  { countCode, differences = [], obstacle }: DifferenceFacts,
): Reason => {
  const { code, message, remedy } = words[kind](tell(things), countCode)
  return {
    code,
    message: [message[0], obstacle?.message].filter(Boolean).join(' '),
    messageSl: [message[1], obstacle?.messageSl].filter(Boolean).join(' '),
    remedy: remedy[0],
    remedySl: remedy[1],
    details: {
      kind,
      things,
      countCode,
      ...(differences.length === 0 ? {} : { differences }),
      ...(obstacle ? { obstacle: obstacle.code } : {}),
    },
  }
}
