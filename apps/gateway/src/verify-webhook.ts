import { createHmac, timingSafeEqual } from 'node:crypto'

/** A webhook as it came in, nothing of it parsed. Source: Standard Webhooks 1.0.0, "Webhook headers". */
export interface RawWebhook {
  /** Header `webhook-id`. */
  id: string
  /** Header `webhook-timestamp`, Unix seconds. */
  timestamp: string
  /** Header `webhook-signature`: one or more, separated by spaces. Kinds other than `v1` are passed over. */
  signature: string
  body: Buffer
}

const toleranceS = 300

/** Whether the time is one at all. */
export const isTimestamp = (timestamp: string): boolean => /^\d{1,12}$/.test(timestamp)

/** Whether a webhook was sent within five minutes of `now`, before or after. */
export const isRecent = (timestamp: string, now: Date): boolean =>
  Math.abs(Number(timestamp) - Math.floor(now.getTime() / 1000)) <= toleranceS

/** @param secret `whsec_` and the key in base64 */
export const signWebhook = (secret: string, { id, timestamp, body }: Omit<RawWebhook, 'signature'>): string => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** Compares signatures as text: decoded, several texts would be the same. The time it takes tells nothing. */
const isSame = (given: string, right: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}

/** Whether any of the signatures is right. */
export const isSignedWith = (secret: string, webhook: RawWebhook): boolean => {
  const right = signWebhook(secret, webhook)
  return webhook.signature.split(' ').some((given) => isSame(given, right))
}

/** As MetaKocka signs: the body alone, neither its id nor a time. Source: MetaKocka API, "webhooks". */
export const signMetakockaWebhook = (secret: string, body: Buffer): string =>
  createHmac('sha1', secret).update(body).digest('base64')

export const isSignedByMetakocka = (secret: string, { signature, body }: Pick<RawWebhook, 'signature' | 'body'>) =>
  isSame(signature, signMetakockaWebhook(secret, body))
