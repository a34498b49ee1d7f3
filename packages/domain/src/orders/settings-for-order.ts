import type { StoreOrder } from './order.ts'
import type { OrderOverride } from './order-rules.ts'
import type { OrderSettings } from './order-settings.ts'

const isMeant = ({ when: { countries, groups } }: OrderOverride, { recipient, customerGroup }: StoreOrder): boolean =>
  (countries?.includes(recipient.countryCode.toUpperCase()) ?? true) &&
  (groups === undefined || (customerGroup !== undefined && groups.includes(customerGroup)))

/** The first override that is meant for this order. */
export const findOverride = (order: StoreOrder, { overrides }: OrderSettings): OrderOverride | undefined =>
  overrides.find((override) => isMeant(override, order))

/** The settings as they are for this order: those of the first override that is meant for it go first, entry by entry. */
export const settingsFor = (order: StoreOrder, settings: OrderSettings): OrderSettings => {
  const use = findOverride(order, settings)?.use
  if (!use) return settings
  return {
    ...settings,
    ...use,
    otherPaymentType: use.otherPaymentType ?? settings.otherPaymentType,
    paymentTypes: { ...settings.paymentTypes, ...use.paymentTypes },
    methodsOfPayment: { ...settings.methodsOfPayment, ...use.methodsOfPayment },
    deliveryTypes: { ...settings.deliveryTypes, ...use.deliveryTypes },
    deliveryServices: { ...settings.deliveryServices, ...use.deliveryServices },
  }
}
