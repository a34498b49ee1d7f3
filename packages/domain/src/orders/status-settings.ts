import { z } from 'zod'
import { about } from '../about.ts'

const stateId = z.string().regex(/^\d{1,10}$/, 'is not an id of the store')

/** When an order counts as shipped, where no status of its own says so. */
export const ShippedWhen = z.enum(['status', 'tracking', 'either', 'both', 'never'])
export type ShippedWhen = z.output<typeof ShippedWhen>

/** The way back: what the ERP says of an order, told to the store. */
export const StatusSettings = z.object({
  pollSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .refine((seconds) => seconds === 0 || seconds >= 60, 'is 0 (never) or 60 to 86400')
    .default(300)
    .meta(
      about(
        'Seconds between two readings of what has become of booked orders in MetaKocka: 60 to 86400, or 0 for never.',
        'Sekunde med dvema branjema stanja vnesenih naročil v MetaKocki: 60 do 86400 ali 0 za nikoli.',
      ),
    ),
  lookBackDays: z
    .int()
    .min(1)
    .max(90)
    .default(14)
    .meta(
      about(
        'How many days the first reading looks back, and one after a long pause: older changes are not told to the store.',
        'Koliko dni nazaj seže prvo branje ali branje po daljšem premoru: starejše spremembe se v trgovino ne prenesejo.',
      ),
    ),
  tracking: z
    .boolean()
    .default(true)
    .meta(about('Write tracking numbers to the store.', 'V trgovino zapiši sledilne številke.')),
  trackingMail: z
    .boolean()
    .default(false)
    .meta(
      about(
        "Have the store mail the tracking number to the customer when it is written, besides the mail of the order's state.",
        'Trgovina naj ob zapisu sledilne številke kupcu pošlje sporočilo z njo, poleg sporočila ob menjavi stanja.',
      ),
    ),
  shippedWhen: ShippedWhen.default('either').meta(
    about(
      'What makes an order shipped: its status in MetaKocka, a tracking number, either of them, both together, or nothing. Entries in `states` come first.',
      'Kdaj je naročilo poslano: po statusu v MetaKocki, s sledilno številko, s katerimkoli od obojega, z obojim skupaj ali nikoli. Vnosi v `states` imajo prednost.',
    ),
  ),
  shippedState: stateId
    .optional()
    .meta(
      about(
        "Id of the store's state for shipped orders; absent = the one that the store itself takes (`PS_OS_SHIPPING`).",
        'Id stanja v trgovini za poslana naročila; brez vnosa tisto, ki ga za to uporablja trgovina (`PS_OS_SHIPPING`).',
      ),
    ),
  states: z
    .record(z.string().min(1).max(100), z.union([stateId, z.literal('none')]))
    .default({})
    .meta(
      about(
        'Id of the store\'s state by MetaKocka\'s status, in either column of the register "Prodajna naročila - status"; `none` leaves the store as it is.',
        'Id stanja v trgovini po statusu v MetaKocki, po kateremkoli stolpcu šifranta "Prodajna naročila - status"; `none` pusti trgovino, kot je.',
      ),
    ),
})
export type StatusSettings = z.output<typeof StatusSettings>
