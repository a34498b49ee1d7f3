import type { KeyName } from './load-dump.ts'

/** One request, as the shop saw it. The key itself is not kept. */
export interface LoggedRequest {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly resource: string | undefined
  /** The kind of key, when it is one the shop knows. */
  readonly keyName: KeyName | undefined
  /** `undefined` when the connection was closed without an answer. */
  readonly status: number | undefined
  readonly ms: number
}

export interface RequestLog {
  /** The latest requests, oldest first. */
  list(): readonly LoggedRequest[]
  add(request: LoggedRequest): void
  clear(): void
}

/** Keeps the latest requests, at most twice `keep` at any moment. */
export const createRequestLog = (keep = 10_000): RequestLog => {
  let entries: LoggedRequest[] = []
  return {
    list: () => entries.slice(-keep),
    add(request) {
      entries.push(request)
      if (entries.length >= 2 * keep) entries = entries.slice(-keep)
    },
    clear() {
      entries = []
    },
  }
}
