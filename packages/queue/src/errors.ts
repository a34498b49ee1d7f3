import { AppError } from '@pretok/kernel'

/** A job ran longer than its `timeoutMs`. */
export class JobTimeoutError extends AppError {
  override readonly code = 'ERR_JOB_TIMEOUT'
  override readonly retry = 'later'
}

/** The payload that was asked for is not what the job declares today. `details.fields` names the places. */
export class JobPayloadError extends AppError {
  override readonly code = 'ERR_JOB_PAYLOAD'
  override readonly retry = 'never'
}

/** The process shuts down before the job was done; somebody else begins it anew. */
export class JobShutdownError extends AppError {
  override readonly code = 'ERR_JOB_SHUTDOWN'
  override readonly retry = 'later'
}

/** Each run ended with its process: whatever the work does to it, it shall not do so again. */
export class JobCrashedError extends AppError {
  override readonly code = 'ERR_JOB_CRASHED'
  override readonly retry = 'never'
}
