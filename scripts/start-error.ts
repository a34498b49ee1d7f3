import { AppError } from '@pretok/kernel'

/** Pretok cannot come up or stay up, for a reason that a person can mend. The message is all they need. */
export class StartError extends AppError {
  override readonly code = 'ERR_START'
  override readonly retry = 'never'
}
