import type { NamedError } from '@pretok/domain'
import { AppError } from '@pretok/kernel'

/** @throws whatever is neither an error of ours nor the end of the time that the diagnosis has */
export const toNamedError = (error: unknown, signal: AbortSignal): NamedError => {
  if (error instanceof AppError) return error
  if (signal.aborted && error === signal.reason) {
    return { code: 'ERR_REMOTE_ANSWER_TIMEOUT', message: 'the time of the diagnosis is over' }
  }
  throw error
}
