/** What the caller may do about an error. `when-fixed` means a person must change something first: it pauses the connection. */
export type Retry = 'later' | 'when-fixed' | 'never'

export type ErrorCode = `ERR_${string}`

export interface AppErrorOptions extends ErrorOptions {
  /** How long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number
}

/**
 * Everything that can happen and that we know how to name. A plain `Error` is a bug.
 *
 * `message` is for people and holds no secrets or personal data; `details` holds ids, counts and amounts.
 */
export abstract class AppError extends Error {
  /** Stable: logs, alerts and API clients match on it. */
  abstract readonly code: ErrorCode
  abstract readonly retry: Retry
  readonly retryAfterMs?: number
  readonly details: Readonly<Record<string, unknown>>

  constructor(message: string, details: Record<string, unknown> = {}, options: AppErrorOptions = {}) {
    super(message, options)
    this.name = new.target.name
    this.details = details
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
  }
}

/** The environment does not describe a program that can run. Lists every bad variable at once. */
export class ConfigError extends AppError {
  override readonly code = 'ERR_CONFIG_INVALID'
  override readonly retry = 'never'
}

/** The remote system could not be reached, timed out on a read, or answered 5xx. Worth another try. */
export class RemoteUnavailableError extends AppError {
  override readonly code = 'ERR_REMOTE_UNAVAILABLE'
  override readonly retry = 'later'
}

/** The remote system asks us to slow down (429, a quota). `retryAfterMs` wins over our own backoff. */
export class RemoteRateLimitedError extends AppError {
  override readonly code = 'ERR_REMOTE_RATE_LIMITED'
  override readonly retry = 'later'
}

/** The remote system refused the request for what it says. Repeating it unchanged is pointless. */
export class RemoteRejectedError extends AppError {
  override readonly code = 'ERR_REMOTE_REJECTED'
  override readonly retry = 'never'
}

/** Credentials or rights are missing or wrong. Pauses the connection until a person has mended them. */
export class RemoteAuthError extends AppError {
  override readonly code = 'ERR_REMOTE_AUTH'
  override readonly retry = 'when-fixed'
}

/** The address leads somewhere else than expected: a redirect, a wrong path, a web page. A person must mend the address. */
export class RemoteAddressError extends AppError {
  override readonly code = 'ERR_REMOTE_ADDRESS'
  override readonly retry = 'when-fixed'
}

/** The answer is not what the contract says. `details.field` names the place. */
export class RemoteShapeError extends AppError {
  override readonly code = 'ERR_REMOTE_SHAPE'
  override readonly retry = 'never'
}

/** A write went out and no answer came back: it may or may not have been done. Look it up; never resend blind. */
export class RemoteOutcomeUnknownError extends AppError {
  override readonly code = 'ERR_REMOTE_OUTCOME_UNKNOWN'
  override readonly retry = 'later'
}
