import { z } from 'zod'
import type { Unprovable } from './credit-note.ts'
import type { Reason } from './order-state.ts'

/** Why a later change was not carried over to the ERP; a sentence of the difference that tells of the change. */
export const Obstacle = z.object({
  code: z.enum([
    'refused',
    'locked',
    'unprovable',
    'no-bill',
    'many-bills',
    'credit-note-differs',
    'no-user',
    'not-bookable',
    'still-differs',
    'not-shown',
  ]),
  message: z.string(),
  messageSl: z.string(),
})
export type Obstacle = z.output<typeof Obstacle>

const obstacle = (code: Obstacle['code'], message: string, messageSl: string): Obstacle => ({
  code,
  message,
  messageSl,
})

export const obstacles = {
  refused: (words: string) => obstacle('refused', `MetaKocka refused: ${words}`, `MetaKocka je zavrnila: ${words}`),
  locked: (countCodes: readonly string[]) =>
    obstacle(
      'locked',
      `The document is not changed any more, as it was invoiced or packed (${countCodes.join(', ')}). Correct these in MetaKocka, or make a credit note.`,
      `Dokument se ne spreminja več, ker zanj obstaja račun ali dobavnica (${countCodes.join(', ')}). Popravite ju v MetaKocki ali izdajte dobropis.`,
    ),
  unprovable: (refundId: string, { given, proven }: Unprovable, currency: string) =>
    obstacle(
      'unprovable',
      `Refund ${refundId} gave back ${given} ${currency}, but what can be credited for certain comes to ${proven} ${currency}. Make its credit note by hand.`,
      `Vračilo ${refundId} znaša ${given} ${currency}, z gotovostjo pa je mogoče dobropisati ${proven} ${currency}. Dobropis izdajte ročno.`,
    ),
  noBill: () =>
    obstacle(
      'no-bill',
      'The credit note waits for the bill: MetaKocka has none for this order yet, and a credit note corrects a bill.',
      'Dobropis čaka na račun: MetaKocka ga za to naročilo še nima, dobropis pa popravlja račun.',
    ),
  manyBills: (countCodes: readonly string[]) =>
    obstacle(
      'many-bills',
      `The order has several bills (${countCodes.join(', ')}); to which of them the credit note belongs, a person must say.`,
      `Naročilo ima več računov (${countCodes.join(', ')}); h kateremu sodi dobropis, mora povedati človek.`,
    ),
  creditNoteDiffers: (countCode: string, { given, proven }: Unprovable, currency: string) =>
    obstacle(
      'credit-note-differs',
      `The credit note ${countCode} comes to ${given} ${currency}, or has another VAT or other lines, instead of ${proven} ${currency}. Correct it in MetaKocka and try again.`,
      `Dobropis ${countCode} znaša ${given} ${currency} oziroma ima drugačen DDV ali postavke, namesto ${proven} ${currency}. Popravite ga v MetaKocki in poskusite znova.`,
    ),
  noUser: () =>
    obstacle(
      'no-user',
      'Complaints need `changes.apiUserEmail` in the settings.',
      'Za reklamacije je v nastavitvah potreben `changes.apiUserEmail`.',
    ),
  notBookable: ({ message, messageSl }: Pick<Reason, 'message' | 'messageSl'>) =>
    obstacle(
      'not-bookable',
      `As it is now, the order cannot be booked: ${message}`,
      `Takšno, kot je zdaj, naročilo ne more biti vneseno: ${messageSl}`,
    ),
  notShown: (key: string) =>
    obstacle(
      'not-shown',
      `MetaKocka took it, but does not show it: look for ${key} there. It is not made again.`,
      `MetaKocka je to sprejela, vendar ne pokaže: tam poiščite ${key}. Znova se ne ustvari.`,
    ),
  stillDiffers: () =>
    obstacle(
      'still-differs',
      'It was applied, and MetaKocka took it, but the document still differs.',
      'Sprememba je bila prenesena in MetaKocka jo je sprejela, dokument pa se še vedno razlikuje.',
    ),
}
