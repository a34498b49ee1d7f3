/** One request as it was seen. Bodies are never kept: each holds the secret key. */
export interface LoggedRequest {
  at: string
  path: string
  call?: string | undefined
  companyId?: string | undefined
  /** Kind of the fault that struck. */
  fault?: string | undefined
  /** From arrival to the end of the answer. */
  ms: number
  /** Absent when no answer was sent. */
  status?: number | undefined
  oprCode?: string | undefined
}

export interface RequestLog {
  list(): LoggedRequest[]
  add(request: LoggedRequest): void
  clear(): void
}

/** @param capacity older requests are forgotten */
export const createRequestLog = (capacity = 10_000): RequestLog => {
  let requests: LoggedRequest[] = []
  return {
    list: () => [...requests],
    add(request) {
      requests.push(request)
      if (requests.length >= 2 * capacity) requests = requests.slice(-capacity)
    },
    clear() {
      requests = []
    },
  }
}
