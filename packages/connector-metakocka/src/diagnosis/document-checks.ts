import { type Check, type ConnectionSettings, found, passed } from '@pretok/domain'
import type { SeenOnDocuments } from '../recent-documents.ts'
import { topics } from './topics.ts'
import { list } from './words.ts'

/** What earlier work with the company has shown and no call can ask. */
export interface SeenEarlier {
  /**
   * The register of payment types, as MetaKocka listed it when it refused one. Leave it out once the order that was refused is
   * booked: the register may have changed since.
   */
  validPaymentTypes?: readonly string[]
  /** MetaKocka refused a repeated customer order number. */
  repeatedNumberRefused?: boolean
}

/**
 * No call reads the register of payment types. One that stands on a document is in it; one that MetaKocka left out when it listed
 * them is not; of any other only a person can tell.
 */
export const checkPaymentTypes = (
  { paymentTypes: seen, documents }: SeenOnDocuments,
  { orders }: ConnectionSettings,
  { validPaymentTypes: valid }: SeenEarlier,
): Check => {
  const configured = [...new Set([...Object.values(orders.paymentTypes), orders.otherPaymentType])]
  const unseen = configured.filter((type) => !seen.includes(type) && !valid?.includes(type))
  const details = { configured, unseen, seen, documents, ...(valid && { valid }) }
  if (unseen.length === 0) {
    return passed(
      topics.paymentTypes,
      [`MetaKocka knows them all: ${list(configured)}.`, `MetaKocka pozna vse: ${list(configured)}.`],
      { details },
    )
  }
  if (valid) {
    return found(topics.paymentTypes, {
      status: 'failed',
      code: 'ERR_METAKOCKA_PAYMENT_TYPE_UNKNOWN',
      message: [
        `MetaKocka does not know: ${list(unseen)}. It knows: ${list(valid)}.`,
        `MetaKocka ne pozna: ${list(unseen)}. Pozna: ${list(valid)}.`,
      ],
      details,
    })
  }
  return found(topics.paymentTypes, {
    status: 'warning',
    code: 'ERR_METAKOCKA_PAYMENT_TYPE_UNSEEN',
    message: [
      `Does MetaKocka know the payment types ${list(unseen)}? They stand on none of the latest ${documents} documents${seen.length > 0 ? `; there one finds ${list(seen)}` : ''}.`,
      `Ali MetaKocka pozna vrste plačila ${list(unseen)}? Na zadnjih dokumentih (${documents}) jih ni${seen.length > 0 ? `; tam so ${list(seen)}` : ''}.`,
    ],
    details,
  })
}

/** No call tells whether the switch is on: only a refusal proves it, and two documents of one number make the contrary likely. */
export const checkOrderNumber = (
  { repeatedNumbers }: SeenOnDocuments,
  { repeatedNumberRefused = false }: SeenEarlier,
): Check => {
  if (repeatedNumberRefused) {
    return passed(topics.orderNumber, [
      'The switch is on: MetaKocka has refused a repeated number.',
      'Stikalo je vklopljeno: MetaKocka je ponovljeno številko že zavrnila.',
    ])
  }
  if (repeatedNumbers.length === 0) {
    return found(topics.orderNumber, { status: 'warning', code: 'ERR_METAKOCKA_UNIQUE_NUMBER_UNKNOWN' })
  }
  const some = list(repeatedNumbers.slice(0, 3))
  return found(topics.orderNumber, {
    status: 'warning',
    code: 'ERR_METAKOCKA_UNIQUE_NUMBER_OFF',
    message: [
      `More than one of the latest sales orders has the number ${some}: the switch is off, or was off when they were made.`,
      `Več zadnjih prodajnih naročil ima številko ${some}: stikalo je izklopljeno ali pa je bilo, ko so nastala.`,
    ],
    details: { repeatedNumbers: repeatedNumbers.slice(0, 20) },
  })
}
