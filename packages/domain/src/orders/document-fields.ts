import { z } from 'zod'
import { about } from '../about.ts'

/** As it stands in a register of the ERP. */
const text = z.string().min(1).max(100)

export const productCode = z.string().trim().min(1).max(20)

/** How things are called in the ERP, by payment module or by carrier. */
export const mappings = {
  paymentTypes: z.record(z.string(), text),
  methodsOfPayment: z.record(z.string(), text),
  deliveryTypes: z.record(z.string(), text),
  deliveryServices: z.record(z.string(), productCode),
}

export const otherPaymentType = text

/** What a document holds only where somebody says so. */
export const documentFields = {
  warehouse: z
    .string()
    .min(1)
    .max(30)
    .optional()
    .meta(
      about(
        "Mark of the MetaKocka warehouse; absent = the company's main one.",
        'Oznaka skladišča v MetaKocki; brez vnosa velja glavno.',
      ),
    ),
  statusCode: text
    .optional()
    .meta(
      about(
        'Status with which the order begins in MetaKocka: a description of the register "Prodajna naročila - status". Absent = MetaKocka chooses.',
        'Status, s katerim se naročilo začne v MetaKocki: opis iz šifranta "Prodajna naročila - status". Brez vnosa ga izbere MetaKocka.',
      ),
    ),
  priceList: text
    .optional()
    .meta(
      about(
        "Number of MetaKocka's sales price list that the document names. The prices stay those of the store.",
        'Številka prodajnega cenika v MetaKocki, ki ga navaja dokument. Cene ostanejo tiste iz trgovine.',
      ),
    ),
  profitCenter: text
    .optional()
    .meta(
      about(
        "Name of MetaKocka's profit center; absent = the company's usual one.",
        'Ime profitnega centra v MetaKocki; brez vnosa velja običajni.',
      ),
    ),
}
