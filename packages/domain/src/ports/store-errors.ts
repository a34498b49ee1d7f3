import { AppError } from '@pretok/kernel'

/** The ERP goes on with an order that has ended in the store. Which of the two is right, a person must say. */
export class StoreStateConflictError extends AppError {
  override readonly code = 'ERR_STORE_STATE_CONFLICT'
  override readonly retry = 'never'
}

/** The state that an order is to be set to does not exist in the store. */
export class StoreStateUnknownError extends AppError {
  override readonly code = 'ERR_STORE_STATE_UNKNOWN'
  override readonly retry = 'never'
}

/** The store does not let us do what a flow beside orders needs. Orders flow all the same, so it does not pause the connection. */
export class StoreWriteForbiddenError extends AppError {
  override readonly code = 'ERR_STORE_WRITE_FORBIDDEN'
  override readonly retry = 'never'
}
