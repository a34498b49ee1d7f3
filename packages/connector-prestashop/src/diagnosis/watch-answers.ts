import type { Transport } from '@pretok/http'

/** An answer that came, whatever it said. */
export interface SeenAnswer {
  /** E.g. `GET orders`. */
  call: string
  durationMs: number
  /** How many seconds the shop's clock is ahead of ours; negative = behind. Absent where the answer tells no time. */
  aheadSeconds?: number
}

const toSeconds = (headers: Headers): number | undefined => {
  // PrestaShop's own word before that of whatever stands in front of it.
  const told = Number(headers.get('access-time')) || Date.parse(headers.get('date') ?? '') / 1_000
  return Number.isFinite(told) && told > 0 ? told : undefined
}

/** A transport that remembers how long each answer took, and what time it was over there. */
export const watchAnswers = (
  transport: Transport,
  now: () => Date,
): { transport: Transport; seen: readonly SeenAnswer[] } => {
  const seen: SeenAnswer[] = []
  const send: Transport['send'] = async (request) => {
    const response = await transport.send(request)
    const { durationMs, headers } = response
    const told = toSeconds(headers)
    // PrestaShop notes the time somewhere between our question and its answer.
    const ours = (now().getTime() - durationMs / 2) / 1_000
    seen.push({
      call: request.label,
      durationMs,
      ...(told !== undefined && { aheadSeconds: Math.round(told - ours) }),
    })
    return response
  }
  return { transport: { ...transport, send }, seen }
}
