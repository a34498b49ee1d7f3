import { AppError } from '@pretok/kernel'

/** The address leads into our own network and that is not allowed here. */
export class AddressForbiddenError extends AppError {
  override readonly code = 'ERR_REMOTE_ADDRESS_FORBIDDEN'
  override readonly retry = 'when-fixed'
}
