import { type DestinationStream, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino'

export type { Logger }

/** Names under which a secret could reach a log line. The values are replaced, at the top and two levels down. */
const secretNames = [
  'key',
  'apiKey',
  'secretKey',
  'secret_key',
  'ws_key',
  'password',
  'passwd',
  'secure_key',
  'authorization',
  'cookie',
]

/** Drizzle and pg put bound values into messages after `params:`; those may be anybody's personal data. */
const cutParams = (text: string): string => text.replace(/\nparams:[\s\S]*?(?=\n {4}at |$)/g, '\nparams: [cut]')

const serializeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = stdSerializers.err(error)
  const { code, details, cause } = error as Error & { code?: unknown; details?: unknown }
  return {
    type,
    message: cutParams(message),
    ...(code === undefined ? {} : { code }),
    ...(details === undefined ? {} : { details }),
    ...(stack === undefined ? {} : { stack: cutParams(stack) }),
    ...(cause === undefined ? {} : { cause: serializeError(cause) }),
  }
}

/**
 * The one logger of a process: JSON lines on standard output.
 *
 * @param name the app, as in its folder
 * @param level `fatal | error | warn | info | debug | trace | silent`
 * @param destination where the lines go instead
 */
export const createLogger = (name: string, level = 'info', destination?: DestinationStream): Logger => {
  const options = {
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((secret) => [secret, `*.${secret}`, `*.*.${secret}`]), censor: '[redacted]' },
    serializers: { err: serializeError },
  }
  return destination ? pino(options, destination) : pino(options)
}
