import { z } from 'zod'
import { about } from '../about.ts'
import { documentFields, mappings, otherPaymentType } from './document-fields.ts'

const storeIds = z.array(z.string().regex(/^\d{1,10}$/, 'is not an id of the store')).max(200)

/** Which states of the store let an order go. What a state means is told by its flags, since ids and names differ from shop to shop. */
export const StateRules = z.object({
  requires: z
    .enum(['any', 'valid', 'paid', 'shipped'])
    .default('any')
    .meta(
      about(
        'What the state must be for an order to go: any, or one that the store counts as valid, as paid or as shipped.',
        'Kakšno mora biti stanje, da naročilo gre naprej: katerokoli ali pa tako, ki v trgovini velja za veljavno, plačano ali poslano.',
      ),
    ),
  always: storeIds
    .default([])
    .meta(
      about('Ids of states that count whatever `requires` says.', 'Id-ji stanj, ki veljajo ne glede na `requires`.'),
    ),
  never: storeIds
    .default([])
    .meta(about('Ids of states in which an order waits.', 'Id-ji stanj, v katerih naročilo čaka.')),
})

/** What becomes of an order whose payment module or carrier nobody has named for the ERP. */
export const UnmappedRules = z.object({
  paymentType: z
    .enum(['default', 'hold'])
    .default('default')
    .meta(
      about(
        'A payment module without an entry in `paymentTypes`: take `otherPaymentType`, or hold the order.',
        'Plačilni modul brez vnosa v `paymentTypes`: uporabi `otherPaymentType` ali pa zadrži naročilo.',
      ),
    ),
  deliveryType: z
    .enum(['skip', 'hold'])
    .default('skip')
    .meta(
      about(
        'A carrier without an entry in `deliveryTypes`: send no delivery type, or hold the order.',
        'Dostavljavec brez vnosa v `deliveryTypes`: ne pošlji načina dostave ali pa zadrži naročilo.',
      ),
    ),
})

const country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'is not a country code of two letters')

/**
 * Other settings for some orders. Strict wherever it is read: a condition that is not understood must not be left out, or the rule
 * would take in orders that it was not made for.
 */
export const OrderOverride = z.strictObject({
  when: z
    .strictObject({
      countries: z
        .array(country)
        .min(1)
        .optional()
        .meta(about("Countries of the recipient's address.", 'Države prejemnikovega naslova.')),
      groups: storeIds
        .min(1)
        .optional()
        .meta(about("Ids of the customer's default group.", 'Id-ji privzete skupine kupca.')),
    })
    .refine(
      ({ countries, groups }) => countries !== undefined || groups !== undefined,
      'names countries, groups or both',
    ),
  use: z.strictObject({
    ...documentFields,
    paymentTypes: mappings.paymentTypes.optional(),
    otherPaymentType: otherPaymentType.optional(),
    methodsOfPayment: mappings.methodsOfPayment.optional(),
    deliveryTypes: mappings.deliveryTypes.optional(),
    deliveryServices: mappings.deliveryServices.optional(),
  }),
})
export type OrderOverride = z.output<typeof OrderOverride>
