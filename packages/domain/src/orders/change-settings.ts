import { z } from 'zod'
import { about } from '../about.ts'

/** What is done about a change: put in front of a person, or nothing. */
const ChangeRule = z.enum(['review', 'ignore'])

/** What follows when the store changes an order that is booked already. */
export const ChangeSettings = z.object({
  payments: z
    .enum(['apply', 'review', 'ignore'])
    .default('apply')
    .meta(
      about(
        'A payment that arrives after an order was booked: enter it in MetaKocka, have a person look at it, or leave it. Less paid than was booked always needs a person, unless ignored.',
        'Plačilo, ki prispe po vnosu naročila: vpiši ga v MetaKocko, prepusti ga v pregled ali ga pusti. Znesek, manjši od vnesenega, vedno pregleda človek, razen če se spremembe ne upoštevajo.',
      ),
    ),
  content: ChangeRule.default('review').meta(
    about(
      'Lines, shipping, vouchers or the total of a booked order are changed in the store.',
      'Postavke, dostava, kuponi ali skupni znesek vnesenega naročila se v trgovini spremenijo.',
    ),
  ),
  addresses: ChangeRule.default('review').meta(
    about('An address of a booked order is changed in the store.', 'Naslov vnesenega naročila se v trgovini spremeni.'),
  ),
  cancellations: ChangeRule.default('review').meta(
    about('A booked order is cancelled in the store.', 'Vneseno naročilo se v trgovini prekliče.'),
  ),
  refunds: ChangeRule.default('review').meta(
    about(
      'A booked order is refunded in the store, wholly or in part.',
      'Kupnina se v trgovini vrne, v celoti ali delno.',
    ),
  ),
})
export type ChangeSettings = z.output<typeof ChangeSettings>
