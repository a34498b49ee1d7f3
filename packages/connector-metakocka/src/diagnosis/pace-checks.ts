import { type Check, found, passed, skipped } from '@pretok/domain'
import type { Transport } from '@pretok/http'
import { topics } from './topics.ts'

/** How one answer came. */
interface Pace {
  durationMs: number
  /** Theirs less ours, from the `Date` of the answer. */
  clockOffMs?: number
}

const slowMs = 5_000
const clockMs = 120_000

/** Passes calls on, and notes how long each took and what the clock over there said. */
export const createPacer = (transport: Transport, now: () => Date) => {
  const paces: Pace[] = []
  const send: Transport['send'] = async (request) => {
    const response = await transport.send(request)
    const date = Date.parse(response.headers.get('date') ?? '')
    paces.push({
      durationMs: response.durationMs,
      ...(Number.isNaN(date) ? {} : { clockOffMs: date - now().getTime() }),
    })
    return response
  }
  return { transport: { ...transport, send }, paces: (): readonly Pace[] => paces }
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

export const checkSpeed = (paces: readonly Pace[]): Check => {
  if (paces.length === 0) return skipped(topics.speed, ['No answer came.', 'Odgovora ni bilo.'])
  const times = paces.map(({ durationMs }) => Math.round(durationMs))
  const middleMs = middle(times)
  const details = { calls: times.length, middleMs, slowestMs: Math.max(...times) }
  const seconds = (middleMs / 1000).toFixed(1)
  return middleMs > slowMs
    ? found(topics.speed, {
        status: 'warning',
        code: 'ERR_METAKOCKA_SLOW',
        message: [
          `MetaKocka takes about ${seconds} s for an answer.`,
          `MetaKocka za odgovor potrebuje približno ${seconds.replace('.', ',')} s.`,
        ],
        details,
      })
    : passed(
        topics.speed,
        [`MetaKocka answers in about ${middleMs} ms.`, `MetaKocka odgovori v približno ${middleMs} ms.`],
        { details },
      )
}

export const checkClock = (paces: readonly Pace[]): Check => {
  const offs = paces.flatMap(({ clockOffMs }) => clockOffMs ?? [])
  if (offs.length === 0) {
    return skipped(topics.clock, ['Its answers do not tell the time.', 'Odgovori ne povedo časa.'])
  }
  const offSeconds = Math.round(middle(offs) / 1000)
  const details = { offSeconds }
  return Math.abs(offSeconds) * 1000 > clockMs
    ? found(topics.clock, {
        status: 'warning',
        code: 'ERR_METAKOCKA_CLOCK',
        message: [
          `The clocks of MetaKocka and of this server are ${Math.abs(offSeconds)} s apart.`,
          `Uri MetaKocke in tega strežnika se razlikujeta za ${Math.abs(offSeconds)} s.`,
        ],
        details,
      })
    : passed(topics.clock, ['Both clocks agree.', 'Uri se ujemata.'], { details })
}
