/** The floor of the house: errors, environment, logger, shutdown. Anyone may import it; it imports nobody. */
export { envFlag, parseEnvironment } from './environment.ts'
export {
  AppError,
  type AppErrorOptions,
  ConfigError,
  type ErrorCode,
  RemoteAddressError,
  RemoteAuthError,
  RemoteOutcomeUnknownError,
  RemoteRateLimitedError,
  RemoteRejectedError,
  RemoteShapeError,
  RemoteUnavailableError,
  type Retry,
} from './errors.ts'
export { createLogger, type Logger } from './logger.ts'
export { createSecretBox, fingerprint, type SecretBox, SecretUnreadableError } from './secrets.ts'
export { type Close, createShutdown } from './shutdown.ts'
