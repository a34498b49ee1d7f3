import { AppError } from '@pretok/kernel'

/** There is no such record (any more). */
export class NotFoundError extends AppError {
  override readonly code = 'ERR_DB_NOT_FOUND'
  override readonly retry = 'never'
  constructor(kind: string, id: string) {
    super(`There is no ${kind} with the id ${id}`, { kind, id })
  }
}
