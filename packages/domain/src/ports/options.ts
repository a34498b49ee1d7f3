export interface PortOptions {
  signal?: AbortSignal
  /** Asked right before the request leaves, however long it had to wait; if the answer is no, it is given up, certainly unsent. */
  mayStart?: () => boolean
}
