import type { OrderState } from './order-state.ts'

/** Orders of a state that are set aside for one of these reasons. */
export interface SetAside {
  state: Extract<OrderState, 'waiting' | 'held' | 'cancelled'>
  codes: readonly string[]
}

const forPayment = ['ERR_ORDER_PAYMENT_AWAITED', 'ERR_ORDER_PAYMENT_ERROR', 'ERR_ORDER_STATE_AWAITED']

/** What time alone may decide otherwise. */
export const agedOrders: readonly SetAside[] = [{ state: 'waiting', codes: forPayment }]

/** What other settings may decide otherwise. */
export const ruledOrders: readonly SetAside[] = [
  {
    state: 'waiting',
    codes: [...forPayment, 'ERR_ORDER_PAYMENT_EXCLUDED', 'ERR_ORDER_STATE_EXCLUDED', 'ERR_ORDER_BEFORE_START'],
  },
  {
    state: 'held',
    codes: [
      'ERR_ORDER_PAYMENT_TYPE_UNMAPPED',
      'ERR_ORDER_DELIVERY_TYPE_UNMAPPED',
      'ERR_ORDER_PAYMENT_TYPE_UNKNOWN',
      'ERR_ORDER_REFERENCE_MISSING',
      'ERR_ORDER_REFERENCE_TOO_LONG',
      'ERR_ORDER_NUMBER_TOO_LONG',
      'ERR_ORDER_VAT_NOT_CHARGED',
      'ERR_ORDER_VAT_NUMBER_UNFIT',
      'ERR_ORDER_PRODUCT_UNKNOWN',
    ],
  },
  { state: 'cancelled', codes: ['ERR_ORDER_PAYMENT_GIVEN_UP'] },
]
