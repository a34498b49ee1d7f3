import { createHash } from 'node:crypto'
import type { Logger } from '@pretok/kernel'
import type { QueueBackend } from './backend.ts'
import { createLoop } from './loop.ts'
import { createOutageLog } from './outage-log.ts'
import type { Due } from './timetable.ts'
import { farewellMs, settlesWithin } from './within.ts'

/** One connection's flow comes due so often. */
export interface Schedule extends Due {
  everyMs: number
}

export interface SchedulesOptions {
  /** Whoever shares this name on a backend wants the same schedules. */
  name: string
  backend: QueueBackend
  log: Logger
  /** What is wanted, by the system of record. */
  findSchedules: () => Promise<readonly Schedule[]>
  /** Called in one process for each time something comes due. When it throws, the next time is the next try. */
  onDue: (due: Due) => Promise<void>
  /** How often what is wanted is compared with what BullMQ has, in milliseconds. Default 5,000. */
  compareMs?: number
}

export interface Schedules {
  /** Compares no more and lets go of the queue. The schedules stay, for the other processes. */
  close(): Promise<void>
}

/** Calls at once in one process. */
const concurrency = 10

/** What a schedule says stands in its id, so that a list of ids tells what is to be changed. */
const toId = ({ connectionId, flow, everyMs }: Schedule): string => `${connectionId}/${flow}/${everyMs}`

/** Spreads connections over the interval, always the same way; never 0, which BullMQ takes for "now". */
export const toOffsetMs = ({ connectionId, flow, everyMs }: Schedule): number =>
  1 + (createHash('sha256').update(`${connectionId}/${flow}`).digest().readUInt32BE() % (everyMs - 1))

/**
 * Keeps BullMQ's job schedulers as the system of record wants them: adds what is missing (after a loss of Redis, everything),
 * takes away what is not wanted any more, and leaves the rest alone, since setting a scheduler anew shifts its clock. Any number of
 * processes may do so beside each other; where two add the same at the same moment, it may come due once too often.
 * It starts at once, and waits for a database or Redis that is away.
 */
export const createSchedules = (options: SchedulesOptions): Schedules => {
  const { name, backend, log, findSchedules, onDue, compareMs = 5_000 } = options
  const calls = createOutageLog(log, 'schedule')
  const run = async (due: Due): Promise<void> => {
    try {
      await onDue(due)
      calls.recovered()
    } catch (error) {
      calls.failed(error)
    }
  }
  const timetable = backend.openTimetable({ name, concurrency, run, log })

  const compare = async (): Promise<void> => {
    // In this order: what is added in between is not mistaken for something unwanted.
    const held = await timetable.list()
    const wanted = new Map((await findSchedules()).map((schedule) => [toId(schedule), schedule]))
    const now = Date.now()
    const added = [...wanted].filter(([id, { everyMs }]) => {
      const nextAt = held.get(id)
      // One that missed a whole interval has lost its job: BullMQ makes the next one only when it hands one out.
      return nextAt === undefined || nextAt + everyMs < now
    })
    const removed = [...held.keys()].filter((id) => !wanted.has(id))
    await Promise.all([
      ...removed.map((id) => timetable.remove(id)),
      ...added.map(([id, schedule]) => {
        const { connectionId, flow, everyMs } = schedule
        return timetable.set(id, { connectionId, flow }, { everyMs, offsetMs: toOffsetMs(schedule) })
      }),
    ])
    if (added.length + removed.length > 0) {
      log.info({ schedules: wanted.size, added: added.length, removed: removed.length }, 'schedules brought up to date')
    }
  }

  const loop = createLoop(compareMs, createOutageLog(log, 'schedules'), compare)
  return {
    close: async () => {
      timetable.stop()
      await settlesWithin(farewellMs, loop.stop())
      await timetable.close()
    },
  }
}
