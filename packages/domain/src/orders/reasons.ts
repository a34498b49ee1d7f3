import type { Difference } from './compare-document.ts'
import { describeDifferences } from './describe-differences.ts'
import type { Reason } from './order-state.ts'

type Text = readonly [en: string, sl: string]

const reason = (
  code: string,
  [message, messageSl]: Text,
  [remedy, remedySl]: Text,
  details: Record<string, unknown> = {},
): Reason => ({
  code,
  message,
  messageSl,
  remedy,
  remedySl,
  details,
})

const correctInStore: Text = [
  'Correct the order in the store and import it again, or book it by hand.',
  'Popravite naročilo v trgovini in ga ponovno uvozite ali pa ga vnesite ročno.',
]

const untaxedSale: Text = [
  'Correct the VAT number in the store, or settle the VAT with the customer and book the order by hand; see to the tax rules for this country. If such sales are right for this company, switch the check off (setting taxCheck).',
  'Popravite številko za DDV v trgovini ali pa uredite DDV s kupcem in naročilo vnesite ročno; preverite davčna pravila za to državo. Če so takšne prodaje za podjetje pravilne, preverjanje izklopite (nastavitev taxCheck).',
]

const correctDocument: Text = [
  'Compare the document with the order and correct it in MetaKocka, then try again: Pretok adopts it when the two agree.',
  'Primerjajte dokument z naročilom in ga popravite v MetaKocki, nato poskusite znova: Pretok ga prevzame, ko se ujemata.',
]

/** Every reason for which an order does not flow, in both languages. Amounts are texts with two decimals. */
export const orderReasons = {
  paymentAwaited: (d: { paid: string; total: string; currency: string; method: string }) =>
    reason(
      'ERR_ORDER_PAYMENT_AWAITED',
      [
        `The store has received ${d.paid} of ${d.total} ${d.currency}. Orders paid by "${d.method}" go to MetaKocka once they are paid in full.`,
        `Trgovina je prejela ${d.paid} od ${d.total} ${d.currency}. Naročila s plačilom "${d.method}" gredo v MetaKocko, ko so v celoti plačana.`,
      ],
      [
        'Nothing, while the money is on its way. When it has arrived, set the order to a paid state in the store.',
        'Nič, dokler je plačilo na poti. Ko prispe, v trgovini nastavite stanje naročila na plačano.',
      ],
      d,
    ),
  paymentError: (d: { paid: string; total: string; currency: string }) =>
    reason(
      'ERR_ORDER_PAYMENT_ERROR',
      [
        `The store marks the payment as failed: ${d.paid} of ${d.total} ${d.currency} was received.`,
        `Trgovina je plačilo označila kot neuspešno: prejeto je ${d.paid} od ${d.total} ${d.currency}.`,
      ],
      [
        'Settle the payment with the customer and set the order to the right state in the store; Pretok then goes on by itself.',
        'Uredite plačilo s kupcem in v trgovini nastavite pravo stanje naročila; Pretok nato sam nadaljuje.',
      ],
      d,
    ),
  paymentNever: (d: { module: string }) =>
    reason(
      'ERR_ORDER_PAYMENT_EXCLUDED',
      [
        `Orders with the payment module ${d.module} are not sent to MetaKocka: the connection says so.`,
        `Naročila s plačilnim modulom ${d.module} se ne pošiljajo v MetaKocko: tako je nastavljena povezava.`,
      ],
      [
        'Change the payment rule of the connection if that is not meant.',
        'Če to ni namen, spremenite pravilo plačila na povezavi.',
      ],
      d,
    ),
  paymentGivenUp: (d: { paid: string; total: string; currency: string; days: number }) =>
    reason(
      'ERR_ORDER_PAYMENT_GIVEN_UP',
      [
        `After ${d.days} days the store has received ${d.paid} of ${d.total} ${d.currency}; the order is not waited for any longer.`,
        `Po ${d.days} dneh je trgovina prejela ${d.paid} od ${d.total} ${d.currency}; na naročilo se ne čaka več.`,
      ],
      [
        'Nothing. If the money still arrives, set the order to a paid state in the store; Pretok then goes on by itself.',
        'Nič. Če plačilo še prispe, v trgovini nastavite stanje naročila na plačano; Pretok nato sam nadaljuje.',
      ],
      d,
    ),
  stateAwaited: (d: { state: string; stateId: string; requires: 'valid' | 'paid' | 'shipped' }) => {
    const [wanted, wantedSl] = {
      valid: ['valid', 'veljavna'],
      paid: ['paid', 'plačana'],
      shipped: ['shipped', 'poslana'],
    }[d.requires]
    return reason(
      'ERR_ORDER_STATE_AWAITED',
      [
        `The order is in the state "${d.state}". Orders go to MetaKocka once the store counts them as ${wanted}: the connection says so.`,
        `Naročilo je v stanju "${d.state}". Naročila gredo v MetaKocko, ko v trgovini veljajo za ${wantedSl}: tako je nastavljena povezava.`,
      ],
      [
        'Nothing; the next change of state decides anew. If that is not meant, change the rule (setting states).',
        'Nič; o naročilu odloči naslednja sprememba stanja. Če to ni namen, spremenite pravilo (nastavitev states).',
      ],
      { ...d, settings: 'settings.orders.states.requires' },
    )
  },
  stateExcluded: (d: { state: string; stateId: string }) =>
    reason(
      'ERR_ORDER_STATE_EXCLUDED',
      [
        `The order is in the state "${d.state}", in which orders are not sent to MetaKocka: the connection says so.`,
        `Naročilo je v stanju "${d.state}", v katerem se naročila ne pošiljajo v MetaKocko: tako je nastavljena povezava.`,
      ],
      [
        'Nothing; the next change of state decides anew. If that is not meant, change the rule (setting states).',
        'Nič; o naročilu odloči naslednja sprememba stanja. Če to ni namen, spremenite pravilo (nastavitev states).',
      ],
      { ...d, settings: 'settings.orders.states.never' },
    ),
  beforeStart: (d: { placedAt: string; startAt: string }) =>
    reason(
      'ERR_ORDER_BEFORE_START',
      [
        'The order was placed before the start date of the connection.',
        'Naročilo je bilo oddano pred začetnim datumom povezave.',
      ],
      [
        'Set an earlier start date if it should be booked.',
        'Če ga želite prenesti, nastavite zgodnejši začetni datum.',
      ],
      d,
    ),
  cancelledInStore: (d: { state: string }) =>
    reason(
      'ERR_ORDER_CANCELLED',
      [
        `The order was cancelled in the store ("${d.state}") before it was booked.`,
        `Naročilo je bilo v trgovini preklicano ("${d.state}"), preden je bilo preneseno.`,
      ],
      ['Nothing to do.', 'Ni potrebno storiti ničesar.'],
      d,
    ),
  refundedInStore: (d: { state: string }) =>
    reason(
      'ERR_ORDER_REFUNDED',
      [
        `The order was refunded in the store ("${d.state}") before it was booked.`,
        `Kupnina je bila v trgovini vrnjena ("${d.state}"), preden je bilo naročilo preneseno.`,
      ],
      [
        'Nothing to do. If your books need both the sale and the refund, enter them by hand.',
        'Ni potrebno storiti ničesar. Če v knjigah potrebujete prodajo in vračilo, ju vnesite ročno.',
      ],
      d,
    ),
  sumsContradict: (d: { parts: string; totalPaid: string; difference: string; currency: string }) =>
    reason(
      'ERR_ORDER_SUMS_CONTRADICT',
      [
        `The order contradicts itself: its lines, shipping, wrapping and vouchers add up to ${d.parts} ${d.currency}, but it says that the customer pays ${d.totalPaid} ${d.currency}.`,
        `Naročilo je v nasprotju samo s seboj: postavke, dostava, zavijanje in kuponi skupaj znašajo ${d.parts} ${d.currency}, plačilo kupca pa ${d.totalPaid} ${d.currency}.`,
      ],
      correctInStore,
      d,
    ),
  roundingUnknown: (d: { parts: string; totalPaid: string; currency: string }) =>
    reason(
      'ERR_ORDER_ROUNDING_UNKNOWN',
      [
        `The order does not say how its amounts were rounded, which the store's checkout always records; it was not placed through the shop. Its parts add up to ${d.parts} ${d.currency}, the total says ${d.totalPaid} ${d.currency}, and neither can be checked against the other.`,
        `Naročilo ne pove, kako so bili zneski zaokroženi, čeprav trgovina to ob oddaji vedno zapiše; torej ni bilo oddano v trgovini. Postavke znašajo ${d.parts} ${d.currency}, skupni znesek ${d.totalPaid} ${d.currency}, in enega ni mogoče preveriti z drugim.`,
      ],
      [
        'If it is a demonstration order of the installer, delete it in the store. Otherwise book it by hand.',
        'Če je to vzorčno naročilo namestitve, ga v trgovini izbrišite. Sicer ga vnesite ročno.',
      ],
      d,
    ),
  vatUnknown: (d: { what: string; net: string; gross: string }) =>
    reason(
      'ERR_ORDER_VAT_UNKNOWN',
      [
        `"${d.what}" costs ${d.net} without and ${d.gross} with VAT, but the store does not say at which rate.`,
        `"${d.what}" stane ${d.net} brez DDV in ${d.gross} z DDV, trgovina pa ne pove stopnje.`,
      ],
      [
        'Check the tax rules of the product or carrier in the store; the key must also be allowed to read "taxes".',
        'Preverite davčna pravila izdelka oziroma dostavljavca v trgovini; ključ mora imeti tudi pravico do branja "taxes".',
      ],
      d,
    ),
  vatContradicts: (d: { rate: string; gross: string; storeNet: string; netAtRate: string; currency: string }) =>
    reason(
      'ERR_ORDER_VAT_CONTRADICTS',
      [
        `At ${d.rate} % VAT, ${d.gross} ${d.currency} holds ${d.netAtRate} ${d.currency} net, but the store counted ${d.storeNet} ${d.currency}. Rounding does not explain the difference.`,
        `Pri ${d.rate} % DDV je v ${d.gross} ${d.currency} osnova ${d.netAtRate} ${d.currency}, trgovina pa je obračunala ${d.storeNet} ${d.currency}. Razlike ni mogoče pojasniti z zaokroževanjem.`,
      ],
      correctInStore,
      d,
    ),
  lineContradicts: (d: { line: string; quantity: number; price: string; gross: string; currency: string }) =>
    reason(
      'ERR_ORDER_LINE_CONTRADICTS',
      [
        `The line "${d.line}" contradicts itself: ${d.quantity} pieces at ${d.price} ${d.currency} are not ${d.gross} ${d.currency}.`,
        `Postavka "${d.line}" je v nasprotju sama s seboj: ${d.quantity} kosov po ${d.price} ${d.currency} ni ${d.gross} ${d.currency}.`,
      ],
      correctInStore,
      d,
    ),
  vouchersContradict: (d: { vouchers: string; discounts: string; currency: string }) =>
    reason(
      'ERR_ORDER_VOUCHERS_CONTRADICT',
      [
        `The vouchers add up to ${d.vouchers} ${d.currency}, but the order was reduced by ${d.discounts} ${d.currency}.`,
        `Kuponi skupaj znašajo ${d.vouchers} ${d.currency}, naročilo pa je znižano za ${d.discounts} ${d.currency}.`,
      ],
      correctInStore,
      d,
    ),
  voucherVatUnknown: (d: { voucher: string; gross: string; net: string }) =>
    reason(
      'ERR_ORDER_VOUCHER_VAT_UNKNOWN',
      [
        `The voucher "${d.voucher}" (${d.gross} with, ${d.net} without VAT) fits no division over the VAT rates of this order.`,
        `Kupona "${d.voucher}" (${d.gross} z DDV, ${d.net} brez DDV) ni mogoče razdeliti na davčne stopnje tega naročila.`,
      ],
      [
        'Book the order by hand, or correct the voucher in the store.',
        'Naročilo vnesite ročno ali popravite kupon v trgovini.',
      ],
      d,
    ),
  noLines: () => reason('ERR_ORDER_EMPTY', ['The order has no lines.', 'Naročilo nima postavk.'], correctInStore),
  noReference: (d: { line: string; storeProductId: string }) =>
    reason(
      'ERR_ORDER_REFERENCE_MISSING',
      [
        `"${d.line}" was sold without a reference, so MetaKocka cannot tell which product it is.`,
        `"${d.line}" je bil prodan brez šifre (reference), zato MetaKocka ne ve, za kateri izdelek gre.`,
      ],
      [
        "Give the product a reference in the store for the future. For this order, allow codes made of the store's ids (setting linesWithoutReference) or book it by hand.",
        'Izdelku v trgovini določite šifro. Za to naročilo dovolite šifre iz številk trgovine (nastavitev linesWithoutReference) ali pa ga vnesite ročno.',
      ],
      d,
    ),
  referenceTooLong: (d: { reference: string }) =>
    reason(
      'ERR_ORDER_REFERENCE_TOO_LONG',
      [
        `The reference "${d.reference}" is longer than the 20 characters that MetaKocka allows.`,
        `Šifra "${d.reference}" je daljša od 20 znakov, ki jih dovoljuje MetaKocka.`,
      ],
      [
        'Shorten the reference in the store, or book the order by hand.',
        'Skrajšajte šifro v trgovini ali naročilo vnesite ročno.',
      ],
      d,
    ),
  productUnknown: (d: { codes: readonly string[] }) =>
    reason(
      'ERR_ORDER_PRODUCT_UNKNOWN',
      [
        `MetaKocka has no product with the code ${d.codes.map((code) => `"${code}"`).join(', ')}.`,
        `MetaKocka nima izdelka s šifro ${d.codes.map((code) => `"${code}"`).join(', ')}.`,
      ],
      [
        'Create it in MetaKocka and try again, or let Pretok create missing products (setting unknownProducts).',
        'Ustvarite ga v MetaKocki in poskusite znova ali pa Pretoku dovolite ustvarjanje manjkajočih izdelkov (nastavitev unknownProducts).',
      ],
      d,
    ),
  placedTwice: (d: { reference: string; placedAlreadyAs: string }) =>
    reason(
      'ERR_ORDER_PLACED_TWICE',
      [
        `The store placed the order ${d.placedAlreadyAs} from the same cart less than a minute before; ${d.reference} is most likely the same order once more.`,
        `Trgovina je iz iste košarice manj kot minuto prej oddala naročilo ${d.placedAlreadyAs}; ${d.reference} je najverjetneje isto naročilo še enkrat.`,
      ],
      [
        'Cancel one of the two in the store, and import the one that is meant again. If both are meant, book this one by hand.',
        'V trgovini prekličite eno od njiju, pravo pa ponovno uvozite. Če veljata obe, to vnesite ročno.',
      ],
      d,
    ),
  productAmbiguous: (d: { productCode: string }) =>
    reason(
      'ERR_ORDER_PRODUCT_AMBIGUOUS',
      [
        `MetaKocka has several products with the code "${d.productCode}", and the order does not tell which one was sold.`,
        `MetaKocka ima več izdelkov s šifro "${d.productCode}", naročilo pa ne pove, kateri je bil prodan.`,
      ],
      [
        'Leave the code to one of them in MetaKocka, then try again.',
        'V MetaKocki pustite šifro le enemu od njih in poskusite znova.',
      ],
      d,
    ),
  buyerOrderTooLong: (d: { buyerOrder: string }) =>
    reason(
      'ERR_ORDER_NUMBER_TOO_LONG',
      [
        `The order number "${d.buyerOrder}" is longer than the 30 characters that MetaKocka allows.`,
        `Številka naročila "${d.buyerOrder}" je daljša od 30 znakov, ki jih dovoljuje MetaKocka.`,
      ],
      [
        'Shorten the prefix of the connection (setting buyerOrderPrefix), or book the order by hand.',
        'Skrajšajte predpono povezave (nastavitev buyerOrderPrefix) ali naročilo vnesite ročno.',
      ],
      d,
    ),
  vatNotCharged: (d: { line: string; country: string }) =>
    reason(
      'ERR_ORDER_VAT_NOT_CHARGED',
      [
        `"${d.line}" is taxable, but was sold to ${d.country} without VAT, and the invoice address has no VAT number.`,
        `"${d.line}" je obdavčljiv izdelek, a je bil prodan v državo ${d.country} brez DDV, naslov za račun pa nima številke za DDV.`,
      ],
      untaxedSale,
      d,
    ),
  vatNumberUnfit: (d: { line: string; country: string }) =>
    reason(
      'ERR_ORDER_VAT_NUMBER_UNFIT',
      [
        `"${d.line}" was sold to ${d.country} without VAT, but the VAT number on the invoice address is not a valid one of another EU country.`,
        `"${d.line}" je bil prodan v državo ${d.country} brez DDV, številka za DDV na naslovu za račun pa ni veljavna številka druge države EU.`,
      ],
      untaxedSale,
      d,
    ),
  addressIncomplete: (d: { who: 'payer' | 'recipient'; missing: readonly string[] }) =>
    reason(
      'ERR_ORDER_ADDRESS_INCOMPLETE',
      [
        `The address of the ${d.who} lacks ${d.missing.join(', ')}, which MetaKocka requires.`,
        `Naslov ${d.who === 'payer' ? 'plačnika' : 'prejemnika'} je nepopoln (${d.missing.join(', ')}), MetaKocka pa ga zahteva.`,
      ],
      [
        'Complete the address in the store and import the order again.',
        'Dopolnite naslov v trgovini in naročilo ponovno uvozite.',
      ],
      d,
    ),
  /** @param d `seen` is the form of what stands there, without its content */
  unreadable: (d: { field: string; seen?: string }) =>
    reason(
      'ERR_ORDER_UNREADABLE',
      [
        `The store's answer about this order could not be understood at "${d.field}".`,
        `Odgovora trgovine o tem naročilu ni mogoče razumeti pri "${d.field}".`,
      ],
      correctInStore,
      d,
    ),
  notProvable: (d: { erpTotal: string; totalPaid: string; currency: string }) =>
    reason(
      'ERR_ORDER_NOT_PROVABLE',
      [
        `MetaKocka would compute ${d.erpTotal} ${d.currency} for this order, but the customer pays ${d.totalPaid} ${d.currency}.`,
        `MetaKocka bi za to naročilo izračunala ${d.erpTotal} ${d.currency}, kupec pa plača ${d.totalPaid} ${d.currency}.`,
      ],
      correctInStore,
      d,
    ),
  erpTotalDiffers: (d: {
    erpTotal: string
    erpCurrency: string
    totalPaid: string
    currency: string
    countCode: string
    differences: readonly Difference[]
  }) =>
    reason(
      'ERR_ORDER_ERP_TOTAL_DIFFERS',
      [
        `MetaKocka's document ${d.countCode} says ${d.erpTotal} ${d.erpCurrency}, but the customer pays ${d.totalPaid} ${d.currency}.`,
        `Dokument ${d.countCode} v MetaKocki znaša ${d.erpTotal} ${d.erpCurrency}, kupec pa plača ${d.totalPaid} ${d.currency}.`,
      ],
      correctDocument,
      d,
    ),
  erpDocumentDiffers: (d: {
    erpTotal: string
    totalPaid: string
    currency: string
    countCode: string
    differences: readonly Difference[]
  }) => {
    const [told, toldSl] = describeDifferences(d.differences)
    return reason(
      'ERR_ORDER_ERP_DOCUMENT_DIFFERS',
      [
        `MetaKocka's document ${d.countCode} has the right total, ${d.erpTotal} ${d.currency}, but is not what was ordered: ${told}.`,
        `Dokument ${d.countCode} v MetaKocki ima pravi skupni znesek, ${d.erpTotal} ${d.currency}, a ni enak naročilu: ${toldSl}.`,
      ],
      correctDocument,
      d,
    )
  },
  erpDocumentsMany: (d: { buyerOrder: string; countCodes: readonly string[] }) =>
    reason(
      'ERR_ORDER_ERP_DUPLICATES',
      [
        `MetaKocka holds several documents for ${d.buyerOrder}: ${d.countCodes.join(', ')}.`,
        `MetaKocka ima za ${d.buyerOrder} več dokumentov: ${d.countCodes.join(', ')}.`,
      ],
      ['Delete the surplus ones in MetaKocka, then try again.', 'Odvečne v MetaKocki izbrišite in poskusite znova.'],
      d,
    ),
  outcomeUnknown: (d: { lookAt: string }) =>
    reason(
      'ERR_ORDER_OUTCOME_UNKNOWN',
      [
        'The order was sent to MetaKocka and no answer came back. It is looked up before anything is sent again.',
        'Naročilo je bilo poslano v MetaKocko, odgovora pa ni bilo. Preden se karkoli ponovno pošlje, se preveri, ali je zapisano.',
      ],
      ['Nothing; Pretok goes on by itself.', 'Nič; Pretok nadaljuje sam.'],
      d,
    ),
  erpRefused: (d: { text: string; code?: string }) =>
    reason(
      'ERR_ORDER_ERP_REFUSED',
      [`MetaKocka refused the order: ${d.text}`, `MetaKocka je naročilo zavrnila: ${d.text}`],
      ['Mend the cause it names and try again.', 'Odpravite navedeni vzrok in poskusite znova.'],
      d,
    ),
  paymentTypeUnknown: (d: { paymentType: string; module: string; valid: readonly string[] }) =>
    reason(
      'ERR_ORDER_PAYMENT_TYPE_UNKNOWN',
      [
        `MetaKocka has no payment type "${d.paymentType}" for the payment module ${d.module}. It knows: ${d.valid.join(', ')}.`,
        `MetaKocka nima vrste plačila "${d.paymentType}" za plačilni modul ${d.module}. Pozna: ${d.valid.join(', ')}.`,
      ],
      [
        'Choose one of them for this module (setting paymentTypes), or add it in MetaKocka, and try again.',
        'Za ta modul izberite eno od njih (nastavitev paymentTypes) ali jo dodajte v MetaKocki in poskusite znova.',
      ],
      d,
    ),
  paymentTypeUnmapped: (d: { module: string; label: string }) =>
    reason(
      'ERR_ORDER_PAYMENT_TYPE_UNMAPPED',
      [
        `The payment module ${d.module} ("${d.label}") has no payment type of MetaKocka yet.`,
        `Plačilni modul ${d.module} ("${d.label}") še nima vrste plačila v MetaKocki.`,
      ],
      [
        'Choose one for this module (setting paymentTypes); the orders that wait for it then go on by themselves.',
        'Za ta modul jo izberite (nastavitev paymentTypes); naročila, ki jo čakajo, nato gredo naprej sama.',
      ],
      { ...d, settings: `settings.orders.paymentTypes.${d.module}` },
    ),
  deliveryTypeUnmapped: (d: { carrierReference: string; carrier: string }) =>
    reason(
      'ERR_ORDER_DELIVERY_TYPE_UNMAPPED',
      [
        `The carrier "${d.carrier}" (id_reference ${d.carrierReference}) has no delivery type of MetaKocka yet.`,
        `Dostavljavec "${d.carrier}" (id_reference ${d.carrierReference}) še nima načina dostave v MetaKocki.`,
      ],
      [
        'Choose one for this carrier (setting deliveryTypes); the orders that wait for it then go on by themselves.',
        'Za tega dostavljavca ga izberite (nastavitev deliveryTypes); naročila, ki ga čakajo, nato gredo naprej sama.',
      ],
      { ...d, settings: `settings.orders.deliveryTypes.${d.carrierReference}` },
    ),
} as const
