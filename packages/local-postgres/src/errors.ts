import { AppError } from '@pretok/kernel'

/** The local server cannot be set up or started. The message says what to do. */
export class LocalPostgresError extends AppError {
  override readonly code = 'ERR_LOCAL_POSTGRES'
  override readonly retry = 'never'
}
