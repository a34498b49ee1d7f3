import type { Logger } from '@pretok/kernel'
import type { BackendClasses, IQueueBackend } from 'bullmq'
import { createOutageLog } from './outage-log.ts'
import { farewellMs, settlesWithin } from './within.ts'

export interface BullSettings<C> {
  connection: C
  prefix: string
}

export interface BullOptions<Data> {
  name: string
  concurrency: number
  /** Does what one job asks for. */
  run: (data: Data) => Promise<void>
  log: Logger
}

/** One queue of BullMQ, and a worker of this process for it. */
export const openBull = <Data, B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  settings: BullSettings<C>,
  { name, concurrency, run, log }: BullOptions<Data>,
) => {
  const outages = createOutageLog(log, 'queue')
  const queue = new classes.Queue<Data>(name, {
    ...settings,
    // Retries, and what is kept of a failure, are Postgres' affair.
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    // Nobody reads the events.
    streams: { events: { maxLen: 100 } },
  })
  const worker = new classes.Worker<Data>(
    name,
    async ({ data }) => {
      outages.recovered()
      await run(data)
    },
    { ...settings, concurrency, runRetryDelay: 1_000 },
  )
  queue.on('error', outages.failed)
  worker.on('error', outages.failed)

  return {
    queue,
    /** Begins no further run. */
    stop: () => void worker.close(),
    /** Once nothing runs and nothing is added any more. With the server away it resolves after a moment. */
    close: async () => {
      await settlesWithin(farewellMs, Promise.allSettled([worker.close(), queue.close()]))
    },
  }
}
