import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { AppError, ConfigError } from './errors.ts'

/** A sealed secret cannot be opened: its key is not among the given ones, or it was altered. */
export class SecretUnreadableError extends AppError {
  override readonly code = 'ERR_SECRET_UNREADABLE'
  override readonly retry = 'when-fixed'
}

export interface SecretBox {
  /** AES-256-GCM under the first key. `context` (e.g. `connection/<id>/store-key`) must be the same when it is opened. */
  seal(plain: string, context: string): string
  /** @throws {SecretUnreadableError} */
  open(sealed: string, context: string): string
  /** Whether it was sealed under the first key; what was not is to be sealed anew before its key is taken away. */
  isCurrent(sealed: string): boolean
}

/**
 * Seals secrets for storage: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url.
 *
 * @param keys `id:base64 of 32 bytes`, comma separated. The first seals, all open: that is how keys are rotated.
 * @throws {ConfigError} when a key is malformed
 */
export const createSecretBox = (keys: string): SecretBox => {
  const ring = new Map(
    keys.split(',').map((entry) => {
      const [id = '', base64 = ''] = entry.trim().split(/:(.*)/s)
      const key = Buffer.from(base64, 'base64')
      if (!/^[\w-]+$/.test(id) || key.byteLength !== 32) {
        throw new ConfigError('PRETOK_SECRET_KEYS holds an entry that is not `id:base64 of 32 bytes`')
      }
      return [id, key] as const
    }),
  )
  const [[sealId, sealKey] = []] = ring
  if (sealId === undefined || sealKey === undefined) throw new ConfigError('PRETOK_SECRET_KEYS is empty')

  return {
    isCurrent: (sealed) => sealed.startsWith(`v1.${sealId}.`),
    seal(plain, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return ['v1', sealId, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
    },
    open(text, context) {
      const [version, id = '', nonce = '', body = ''] = text.split('.')
      const key = ring.get(id)
      const sealed = Buffer.from(body, 'base64url')
      if (version !== 'v1' || !key || sealed.byteLength < 16) {
        throw new SecretUnreadableError(`This secret was sealed under the key "${id}", which is not configured`, {
          keyId: id,
        })
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'))
        decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-16))
        return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new SecretUnreadableError(
          'A stored secret does not open: it was altered or moved',
          { keyId: id },
          { cause },
        )
      }
    },
  }
}

/** Eight characters by which a person can tell two secrets apart without seeing either. */
export const fingerprint = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 8)
