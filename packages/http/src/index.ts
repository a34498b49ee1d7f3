/**
 * Outbound HTTP. A *transport* is one lane towards one remote system: time-out, size limit, calls in flight, address guard. A *probe*
 * goes the way there step by step and asks nothing.
 */
export { AddressForbiddenError } from './errors.ts'
export { type ProbeOptions, probe } from './probe/probe.ts'
export type { ProbeCode, ProbeReport, ProbeStep } from './probe/report.ts'
export { parseRetryAfter } from './retry-after.ts'
export {
  type CallOptions,
  type CallReport,
  createTransport,
  type Transport,
  type TransportOptions,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'
export { createTripwire, isFailure, type Tripwire, type TripwireOptions } from './tripwire.ts'
