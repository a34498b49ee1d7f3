/** A server that tests may use, with whatever must be undone after them. */
export interface TestServer {
  url: string
  /** For people: where it comes from. */
  origin: string
  stop(): Promise<void>
}

/** What the servers' process tells the test run, once. */
export interface Servers {
  postgresUrl: string
  redisUrl?: string
  /** Every database of this run has a name that starts with this. */
  databasePrefix: string
  /** A line for people. */
  summary: string
}
