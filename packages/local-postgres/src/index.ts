/**
 * A real Postgres server from npm, for one machine. A *cluster* is one server's data; the *account* is the operating
 * system user that the server runs as when we are root, as Postgres itself refuses to be root.
 */
export { LocalPostgresError } from './errors.ts'
export { findFreePort, isPortFree } from './free-port.ts'
export { discardLocalPostgres } from './home.ts'
export { leash } from './leash.ts'
export { findRunningPostgres } from './running.ts'
export { type LocalPostgres, type LocalPostgresOptions, startLocalPostgres } from './start.ts'
