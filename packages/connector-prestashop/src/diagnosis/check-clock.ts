import { type Check, found, passed, skipped } from '@pretok/domain'
import { isKnownZone } from '../shop-time.ts'
import { topics } from './topics.ts'
import type { SeenAnswer } from './watch-answers.ts'

/** What the clocks of two servers that set them over the network never differ by. */
const toleranceSeconds = 60

const spell = (seconds: number): string => {
  const minutes = Math.round(seconds / 60)
  return seconds < 120 ? `${seconds} s` : minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}

/** @param zone the shop's time zone; absent when the key may not read it */
export const checkClock = (seen: readonly SeenAnswer[], zone: string | undefined): Check => {
  // Of several the best: a slow answer blurs the time it tells.
  const [ahead] = seen.flatMap(({ aheadSeconds }) => aheadSeconds ?? []).toSorted((a, b) => Math.abs(a) - Math.abs(b))
  const details = { ...(ahead !== undefined && { aheadSeconds: ahead }), ...(zone !== undefined && { timeZone: zone }) }
  if (ahead !== undefined && Math.abs(ahead) > toleranceSeconds) {
    const by = spell(Math.abs(ahead))
    return found(topics.clock, {
      status: 'warning',
      code: 'ERR_PRESTASHOP_CLOCK',
      message:
        ahead > 0
          ? [`The store's clock is ${by} ahead of ours.`, `Ura trgovine prehiteva našo za ${by}.`]
          : [`The store's clock is ${by} behind ours.`, `Ura trgovine zaostaja za našo za ${by}.`],
      details,
    })
  }
  if (zone !== undefined && !isKnownZone(zone)) {
    return found(topics.clock, {
      status: 'warning',
      code: 'ERR_PRESTASHOP_TIME_ZONE',
      message: [
        `The store's time zone (${zone || 'none set'}) is unknown; Pretok takes Europe/Ljubljana.`,
        `Časovni pas trgovine (${zone || 'ni nastavljen'}) ni znan; Pretok uporablja Europe/Ljubljana.`,
      ],
      details,
    })
  }
  if (ahead === undefined && zone === undefined) {
    return skipped(topics.clock, ['The store tells neither time nor zone.', 'Trgovina ne pove ne časa ne pasu.'])
  }
  const [inZone, inZoneSl] =
    zone === undefined ? ['', ''] : [` Its time zone is ${zone}.`, ` Njen časovni pas je ${zone}.`]
  return passed(
    topics.clock,
    [`The store's clock agrees with ours.${inZone}`, `Ura trgovine se ujema z našo.${inZoneSl}`],
    { details },
  )
}
