import { AppError } from '@pretok/kernel'
import { DrizzleQueryError } from 'drizzle-orm'

/** The database cannot be reached, is starting, stopping or out of connections. */
export class DatabaseUnavailableError extends AppError {
  override readonly code = 'ERR_DB_UNAVAILABLE'
  override readonly retry = 'later'
}

/** Somebody else's transaction was in the way: a duplicate key, a deadlock, a lock not granted. `details.constraint` names it. */
export class DatabaseConflictError extends AppError {
  override readonly code = 'ERR_DB_CONFLICT'
  override readonly retry = 'later'
}

/** The database refused a statement for what it says: our mistake, or a row that is gone. */
export class DatabaseError extends AppError {
  override readonly code = 'ERR_DB_FAILED'
  override readonly retry = 'never'
}

/** The work is not ours any more: it was handed out anew, put back, or deleted. Whatever we still wanted to write is void. */
export class LostWorkError extends AppError {
  override readonly code = 'ERR_JOB_LOST'
  override readonly retry = 'never'
}

/**
 * Classes and codes of PostgreSQL, appendix A: connection lost (08), resources (53), stopped by an operator (57P01-57P05),
 * cancelled (57014), system error (58).
 */
const unavailable = /^(08|53|57P0|57014|58)/
/** Unique and exclusion violations, serialization, deadlock, lock not available. */
const conflict = /^(23505|23P01|40001|40P01|55P03)$/
/** The value itself was refused, and the message repeats it. */
const repeatsValue = /^22/
const connectionLost = /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EPIPE|ETIMEDOUT)/
/** What pg says without any code. */
const connectionLostText =
  /connection (terminated|error)|timeout exceeded when trying to connect|not queryable|calling end/i

interface DriverError extends Error {
  code?: string
  table?: string
  column?: string
  constraint?: string
}

/** Neither the statement's values nor a cause that holds them are kept: they may be anybody's personal data. */
const toAppError = (error: DriverError): AppError | undefined => {
  const { code = '', message, table, column, constraint } = error
  if (connectionLost.test(code) || unavailable.test(code) || (code === '' && connectionLostText.test(message))) {
    return new DatabaseUnavailableError(`The database is not available: ${code || message}`, { code }, { cause: error })
  }
  if (!/^[0-9A-Z]{5}$/.test(code)) return undefined
  const details = {
    sqlState: code,
    ...(table && { table }),
    ...(column && { column }),
    ...(constraint && { constraint }),
  }
  if (repeatsValue.test(code)) return new DatabaseError(`The database refused a value (${code})`, details)
  if (conflict.test(code)) return new DatabaseConflictError(`The database refused: ${message}`, details)
  return new DatabaseError(`The database refused: ${message}`, details)
}

/** Any error of drizzle or pg as one of ours. Errors of the caller's own pass unchanged. */
export const toDatabaseError = (error: unknown): unknown => {
  if (error instanceof DrizzleQueryError) {
    const { cause } = error
    return (cause && toAppError(cause)) ?? new DatabaseError(`A statement failed: ${cause?.name ?? error.name}`)
  }
  return (error instanceof Error && !(error instanceof AppError) && toAppError(error)) || error
}
