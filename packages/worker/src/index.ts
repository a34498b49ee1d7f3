/**
 * What every worker is made of. Its *sides* are the store and the ERP of one connection; the *write window* says when a write may leave and
 * when the other side is certainly through with it; a *binding* is a thing of the ERP that is known, and created by one at a time.
 */
export { WorkerConfig } from './config.ts'
export {
  type BindAll,
  type Bound,
  BusyElsewhere,
  type Ensure,
  ensureBindings,
  lookAtBindings,
  type Wanted,
} from './ensure-bindings.ts'
export { askForCheck, type CheckWaits, usualWaits } from './look-after.ts'
export { createSides, type SidesOptions } from './open-sides.ts'
export { type OpenWorker, openWorker } from './open-worker.ts'
export type { OpenSides, Sides } from './sides.ts'
export { createWriteWindow, type Stopwatch, startStopwatch, type WriteWindow } from './write-window.ts'
