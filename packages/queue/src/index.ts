/**
 * Work rows to BullMQ and back. The *pump* hands out due rows in fair order, the *runner* runs them and turns errors into
 * retries, the *sweep* finds what was forgotten; *schedules* say what comes due again and again. Postgres decides; what BullMQ carries is only a hint, and may be lost.
 */
export { openQueueBackend, type QueueBackend, type QueueBackendOptions } from './backend.ts'
export { JobPayloadError, JobShutdownError, JobTimeoutError } from './errors.ts'
export type { Handler, Handlers, JobContext } from './handler.ts'
export { createSchedules, type Schedule, type Schedules, type SchedulesOptions } from './schedules.ts'
export type { Consequences, GivenUp } from './settle.ts'
export type { Due } from './timetable.ts'
export { createWorker, type Timings, type Worker, type WorkerOptions } from './worker.ts'
