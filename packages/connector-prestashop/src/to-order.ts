import type { Order, OrderDetail } from '@pretok/client-prestashop'
import {
  amount,
  type OrderLine,
  type OrderPayment,
  type Party,
  type StoreOrder,
  sum,
  toCents,
  type Voucher,
} from '@pretok/domain'
import { languageCodeOf } from './language-code.ts'
import type { Related } from './related.ts'
import type { ShopLists } from './shop-lists.ts'
import { toUtc } from './shop-time.ts'
import { paymentsOf } from './split-payments.ts'
import { clean, toParty } from './to-party.ts'
import { toRefunds } from './to-refunds.ts'
import { getRow, Unreadable } from './tolerant.ts'

const roundings: Readonly<Record<number, StoreOrder['rounding']>> = { 1: 'item', 2: 'line', 3: 'total' }

/** Whether the shop would tax the product, but applied no tax to this buyer. A module that exempts buyers may leave a tax 0. */
const isVatLeftOut = (detail: OrderDetail, taxRate: string | undefined): boolean =>
  taxRate === undefined &&
  detail.id_tax_rules_group !== undefined &&
  amount(detail.total_price_tax_incl).eq(detail.total_price_tax_excl)

/** Several taxes on one line add up, as PrestaShop's default method does. Unknown ids leave the rate open. */
const taxRateOf = ({ associations }: OrderDetail, { taxes }: ShopLists): string | undefined => {
  const rates = associations.taxes.map((tax) => taxes.get(tax.id ?? '')?.rate)
  if (rates.length === 0 || rates.some((rate) => rate === undefined)) return undefined
  return sum(rates as string[]).toString()
}

const customizationOf = (detail: OrderDetail, { customizations }: Related): string | undefined => {
  const tried = customizations.get(detail.id_customization ?? '')
  const texts = tried?.row?.associations.customized_data_text_fields.map(({ value }) => clean(value)) ?? []
  return texts.filter(Boolean).join('; ') || undefined
}

const toLine = (detail: OrderDetail, lists: ShopLists, related: Related): OrderLine => {
  const taxRate = taxRateOf(detail, lists)
  const reference = clean(detail.product_reference)
  const customization = customizationOf(detail, related)
  const combinationId = detail.product_attribute_id
  return {
    storeLineId: detail.id,
    storeProductId: detail.product_id ?? '0',
    ...(combinationId === undefined ? {} : { storeCombinationId: combinationId }),
    ...(reference === '' ? {} : { reference }),
    name: clean(detail.product_name),
    quantity: detail.product_quantity,
    unitGross: detail.unit_price_tax_incl,
    totalNet: detail.total_price_tax_excl,
    totalGross: detail.total_price_tax_incl,
    ...(taxRate === undefined ? {} : { taxRate }),
    ...(isVatLeftOut(detail, taxRate) ? { vatLeftOut: true as const } : {}),
    ...(customization === undefined ? {} : { customization }),
    ...(detail.product_quantity_return > 0 ? { returned: detail.product_quantity_return } : {}),
    ...(detail.product_quantity_reinjected > 0 ? { restocked: detail.product_quantity_reinjected } : {}),
  }
}

/** The order itself lists its lines too: a list of details that lacks one was cut short, and a line must never be lost. */
const toLines = (order: Order, lists: ShopLists, related: Related): OrderLine[] => {
  const tried = related.details.get(order.id) ?? []
  const known = new Set(tried.map((detail) => detail.id))
  if (order.associations.order_rows.some((row) => !known.has(row.id))) throw new Unreadable('order_details')
  return tried
    .map((detail) => getRow('order_details', detail))
    .filter(({ product_quantity }) => product_quantity > 0)
    .map((detail) => toLine(detail, lists, related))
}

const toVouchers = (order: Order, { vouchers }: Related): Voucher[] =>
  (vouchers.get(order.id) ?? [])
    .map((tried) => getRow('order_cart_rules', tried))
    .filter(({ deleted }) => deleted !== true)
    .map(({ name, value, value_tax_excl, free_shipping }) => ({
      name: clean(name),
      gross: value,
      net: value_tax_excl,
      freeShipping: free_shipping,
    }))

const toPayments = (order: Order, { payments, siblings }: Related, { timeZone }: ShopLists): OrderPayment[] => {
  const all = (payments.get(order.reference) ?? [])
    .map((tried) => getRow('order_payments', tried))
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map(
      (payment): OrderPayment => ({
        method: clean(payment.payment_method),
        amount: payment.amount,
        paidAt: toUtc(payment.date_add, timeZone, 'order_payments.date_add'),
        ...(payment.transaction_id === '' ? {} : { transactionId: clean(payment.transaction_id) }),
      }),
    )
  return paymentsOf(order.id, siblings.get(order.reference) ?? [], all)
}

const toMessages = (order: Order, { messages }: Related): string[] =>
  (messages.get(order.id) ?? [])
    .flatMap(({ row }) => (row && !row.private && row.id_employee === undefined ? [clean(row.message)] : []))
    .filter(Boolean)

const toState = (order: Order, { states, stateIds }: ShopLists): StoreOrder['state'] => {
  const stateId = order.current_state
  const state = states.get(stateId ?? '')
  if (stateId === undefined || !state) throw new Unreadable('orders.current_state')
  const meanings = {
    [stateIds.cancelled ?? '']: 'cancelled',
    [stateIds.refunded ?? '']: 'refunded',
    [stateIds.paymentError ?? '']: 'payment-error',
  } as const
  const { paid, shipped, logable } = state
  return {
    id: stateId,
    name: state.name.any,
    meaning: meanings[stateId] ?? 'open',
    paid,
    shipped,
    valid: logable,
    delivered: stateId === stateIds.delivered,
  }
}

/**
 * The rate of the gift wrapping is not stored: it is the one that leads from its net to its gross amount, of the order's own rates
 * first, then of the shop's.
 */
const wrappingRate = (order: Order, lines: readonly OrderLine[], { taxes }: ShopLists): string | undefined => {
  const net = amount(order.total_wrapping_tax_excl)
  const gross = toCents(order.total_wrapping_tax_incl)
  if (toCents(net).eq(gross)) return '0'
  const usual = [order.carrier_tax_rate, ...lines.flatMap(({ taxRate }) => taxRate ?? [])]
  const others = [...taxes.values()].filter(({ active }) => active).map(({ rate }) => rate)
  return [...usual, ...others].find((rate) => toCents(net.times(amount(rate).div(100).plus(1))).eq(gross))
}

/** Longer than a shop takes to place an order twice, shorter than anybody takes to order the same again. */
const placedTwiceWithinMs = 60_000

/** The difference counts, not the zone. */
const shopMs = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** An order that was placed from the same cart right before this one, is no part of it, and has not come to nothing. */
const findTwin = (order: Order, { ofCart }: Related, { stateIds }: ShopLists): string | undefined => {
  const ended = [stateIds.cancelled, stateIds.refunded, stateIds.paymentError]
  return ofCart
    .get(order.id_cart ?? '')
    ?.find(
      ({ id, reference, date_add, current_state }) =>
        Number(id) < Number(order.id) &&
        reference !== order.reference &&
        !ended.includes(current_state) &&
        Math.abs(shopMs(order.date_add) - shopMs(date_add)) <= placedTwiceWithinMs,
    )?.reference
}

const partyOf = (addressId: string | undefined, order: Order, related: Related, lists: ShopLists): Party => {
  const tried = related.addresses.get(addressId ?? '')
  if (!tried) throw new Unreadable('addresses')
  return toParty(getRow('addresses', tried), related.customers.get(order.id_customer ?? '')?.row, lists)
}

/**
 * One order in our words.
 *
 * @throws {Unreadable} naming what cannot be understood
 */
export const toOrder = (order: Order, related: Related, lists: ShopLists): StoreOrder => {
  const { timeZone } = lists
  const currency = lists.currencies.get(order.id_currency)
  if (!currency) throw new Unreadable('orders.id_currency')
  const lines = toLines(order, lists, related)
  const twin = findTwin(order, related, lists)
  const carrier = lists.carriers.get(order.id_carrier ?? '')
  const customerGroup = related.customers.get(order.id_customer ?? '')?.row?.id_default_group
  const language = lists.languages.get(order.id_lang ?? '')
  const giftMessage = clean(order.gift_message)
  const wrapTaxRate = wrappingRate(order, lines, lists)
  const rounding = roundings[order.round_type ?? 0]
  return {
    storeOrderId: order.id,
    reference: order.reference,
    ...(twin === undefined ? {} : { placedAlreadyAs: twin }),
    referenceIsShared: (related.siblings.get(order.reference) ?? []).length > 1,
    placedAt: toUtc(order.date_add, timeZone, 'orders.date_add'),
    changedAt: toUtc(order.date_upd, timeZone, 'orders.date_upd'),
    currency: currency.iso_code.toUpperCase(),
    ...(language === undefined ? {} : { language: languageCodeOf(language) }),
    state: toState(order, lists),
    payment: { module: order.module, label: clean(order.payment), payments: toPayments(order, related, lists) },
    ...(customerGroup === undefined ? {} : { customerGroup }),
    payer: partyOf(order.id_address_invoice, order, related, lists),
    recipient: partyOf(order.id_address_delivery, order, related, lists),
    lines,
    vouchers: toVouchers(order, related),
    discounts: { net: order.total_discounts_tax_excl, gross: order.total_discounts_tax_incl },
    shipping: {
      net: order.total_shipping_tax_excl,
      gross: order.total_shipping_tax_incl,
      taxRate: order.carrier_tax_rate,
      ...(carrier?.id_reference === undefined ? {} : { carrierReference: carrier.id_reference }),
      ...(carrier === undefined ? {} : { carrierName: clean(carrier.name) }),
    },
    wrapping: {
      net: order.total_wrapping_tax_excl,
      gross: order.total_wrapping_tax_incl,
      ...(wrapTaxRate === undefined ? {} : { taxRate: wrapTaxRate }),
      wanted: order.gift,
      ...(giftMessage === '' ? {} : { message: giftMessage }),
    },
    ...(rounding === undefined ? {} : { rounding }),
    totalPaid: order.total_paid,
    ...toRefunds(order, related, timeZone),
    messages: toMessages(order, related),
  }
}
