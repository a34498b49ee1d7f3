import { MethodNotPermittedError, type PrestashopClient, ResourceNotPermittedError } from '@pretok/client-prestashop'
import { type Store, StoreWriteForbiddenError } from '@pretok/domain'
import { createOrderMender } from './mend-order.ts'
import { createOrderStates } from './order-states.ts'
import { createStateWriter } from './set-order-state.ts'
import { createTrackingWriter } from './set-tracking.ts'

type WriteBack = Pick<Store, 'readOrderStates' | 'setOrderState' | 'mendOrder' | 'setTracking'>

/** A box that is not ticked is a matter of this flow alone: as it came, the error would pause the connection. */
export const rethrowForbidden = (error: unknown): never => {
  if (error instanceof MethodNotPermittedError || error instanceof ResourceNotPermittedError) {
    throw new StoreWriteForbiddenError(error.message, { ...error.details }, { cause: error })
  }
  throw error
}

/** All that tells the store how an order goes on. */
export const createWriteBack = (client: PrestashopClient, listsKeptMs: number): WriteBack => {
  const states = createOrderStates(client, listsKeptMs)
  const { readOrderStates, setOrderState } = createStateWriter(client, states)
  const { mendOrder } = createOrderMender(client, states)
  const { setTracking } = createTrackingWriter(client)
  return {
    readOrderStates: (...given) => readOrderStates(...given).catch(rethrowForbidden),
    setOrderState: (...given) => setOrderState(...given).catch(rethrowForbidden),
    mendOrder: (...given) => mendOrder(...given).catch(rethrowForbidden),
    setTracking: (...given) => setTracking(...given).catch(rethrowForbidden),
  }
}
