import type { StoreOrder } from './order.ts'
import type { Party } from './party.ts'

const erased = 'erased'

/** What VAT goes by stays: the country, and whether it is a business. */
const erasePerson = ({ countryCode, company, vatNumber }: Party): Party => ({
  firstName: '',
  lastName: erased,
  ...(company === undefined ? {} : { company: erased }),
  ...(vatNumber === undefined ? {} : { vatNumber: erased }),
  street: erased,
  postcode: '',
  city: erased,
  countryCode,
})

/** An order without anything that tells who placed it or what they wrote. Amounts, rates, products and states stay. */
export const erasePeople = (order: StoreOrder): StoreOrder => {
  const { wrapping, payment } = order
  const { message: _, ...wrappingLeft } = wrapping
  return {
    ...order,
    payer: erasePerson(order.payer),
    recipient: erasePerson(order.recipient),
    lines: order.lines.map(({ customization: _, ...line }) => line),
    wrapping: wrappingLeft,
    payment: { ...payment, payments: payment.payments.map(({ transactionId: _, ...one }) => one) },
    messages: [],
  }
}
