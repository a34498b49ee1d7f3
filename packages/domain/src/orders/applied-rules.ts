import { z } from 'zod'
import type { StoreOrder } from './order.ts'
import type { OrderSettings } from './order-settings.ts'
import { findOverride, settingsFor } from './settings-for-order.ts'

/** A setting that counted for an order, by its path in the published schema, and what it said. */
export const AppliedRule = z.object({ setting: z.string(), value: z.unknown() })
export type AppliedRule = z.output<typeof AppliedRule>

const has = (record: Readonly<Record<string, unknown>>, key: string | undefined): key is string =>
  key !== undefined && Object.hasOwn(record, key)

/** Every rule of the connection that counts for this order, in the order in which they are asked. */
export const findAppliedRules = (order: StoreOrder, orderSettings: OrderSettings): AppliedRule[] => {
  const settings = settingsFor(order, orderSettings)
  const { module } = order.payment
  const { carrierReference } = order.shipping
  const rules: AppliedRule[] = []
  const note = (name: string, value: unknown) => rules.push({ setting: `settings.orders.${name}`, value })
  /** An entry of its own, or else what counts for all others. */
  const noteEntry = (name: keyof OrderSettings, key: string | undefined, otherwise?: keyof OrderSettings) => {
    const entries = settings[name] as Readonly<Record<string, unknown>>
    if (has(entries, key)) note(`${name}.${key}`, entries[key])
    else if (otherwise) note(otherwise, settings[otherwise])
  }
  const noteGiven = (...names: (keyof OrderSettings)[]) => {
    for (const name of names) if (settings[name] !== undefined && settings[name] !== '') note(name, settings[name])
  }

  const override = findOverride(order, orderSettings)
  if (override) note(`overrides.${orderSettings.overrides.indexOf(override)}`, override)
  noteGiven('startAt')
  noteEntry('paymentRules', module, 'otherPaymentRule')
  if (settings.states.requires !== 'any') note('states.requires', settings.states.requires)
  for (const list of ['always', 'never'] as const) {
    if (settings.states[list].includes(order.state.id)) note(`states.${list}`, settings.states[list])
  }
  noteEntry('paymentTypes', module, 'otherPaymentType')
  noteEntry('methodsOfPayment', module)
  noteEntry('deliveryTypes', carrierReference)
  noteEntry('deliveryServices', carrierReference)
  noteGiven('buyerOrderPrefix', 'warehouse', 'statusCode', 'priceList', 'profitCenter', 'unknownProducts')
  if (order.lines.some(({ reference }) => reference === undefined)) noteGiven('linesWithoutReference')
  return rules
}
