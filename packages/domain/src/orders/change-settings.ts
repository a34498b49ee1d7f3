import { z } from 'zod'
import { about } from '../about.ts'

/** What is done about a change: put in front of a person, written to the document as well, or nothing. */
const ChangeRule = z.enum(['review', 'apply', 'ignore'])

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
      "Lines, shipping, vouchers or the total of a booked order are changed in the store: have a person look at it, change MetaKocka's document as well, or leave it. A document that is invoiced or packed is never changed.",
      'Postavke, dostava, kuponi ali skupni znesek vnesenega naročila se v trgovini spremenijo: prepusti v pregled, spremeni tudi dokument v MetaKocki ali pusti. Dokument, ki ima račun ali dobavnico, se ne spreminja.',
    ),
  ),
  addresses: ChangeRule.default('review').meta(
    about(
      'An address of a booked order is changed in the store; as above.',
      'Naslov vnesenega naročila se v trgovini spremeni; kot zgoraj.',
    ),
  ),
  cancellations: ChangeRule.default('review').meta(
    about(
      'A booked order is cancelled in the store; as above.',
      'Vneseno naročilo se v trgovini prekliče; kot zgoraj.',
    ),
  ),
  cancelledStatusCode: z
    .string()
    .min(1)
    .default('canceled')
    .meta(
      about(
        'The status that a cancelled order is given in MetaKocka, by its description in the register "Prodajna naročila - status".',
        'Status, ki ga preklicano naročilo dobi v MetaKocki, po opisu v šifrantu "Prodajna naročila - status".',
      ),
    ),
  refunds: z
    .enum(['review', 'credit-note', 'ignore'])
    .default('review')
    .meta(
      about(
        'A booked order is refunded in the store, wholly or in part: have a person look at it, make a credit note to its bill at the VAT rates of the sale, or leave it.',
        'Kupnina se v trgovini vrne, v celoti ali delno: prepusti v pregled, izdaj dobropis k računu po davčnih stopnjah prodaje ali pusti.',
      ),
    ),
  returns: z
    .enum(['ignore', 'complaint'])
    .default('ignore')
    .meta(
      about(
        'Goods of a booked order come back: leave it, or make a complaint of the type "return" in MetaKocka. That needs `apiUserEmail`.',
        'Blago vnesenega naročila se vrne: pusti ali v MetaKocki ustvari reklamacijo vrste "vračilo". Za to je potreben `apiUserEmail`.',
      ),
    ),
  apiUserEmail: z
    .email()
    .optional()
    .meta(
      about(
        "E-mail of the MetaKocka user in whose name complaints are made (MetaKocka's api_user_email).",
        'E-pošta uporabnika MetaKocke, v imenu katerega nastanejo reklamacije (api_user_email).',
      ),
    ),
})
export type ChangeSettings = z.output<typeof ChangeSettings>
