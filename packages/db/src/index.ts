/**
 * The system of record: schema, migrations, and one repository per thing that is kept. Drivers' errors end here.
 *
 * *Work* is a row that somebody asked for. It is *handed out* by a pump, *started* by a worker and then gone, or waiting again.
 * The *fence* grows with each hand-out and tells an old holder from the new one; the *lease* tells a live one from a dead one.
 * The *lane* is `live` (somebody waits for it) or `backfill`.
 *
 * A *circuit* is open while a side of a connection (`store`, `erp`) is out of order; the call that may close it is a *probe*.
 */

export {
  type ApiKey,
  createApiKey,
  deleteApiKey,
  findApiKey,
  LastApiKeyError,
  listApiKeys,
  type NewApiKey,
  noteApiKeyUse,
  Scope,
  storeFirstApiKey,
} from './api-keys.ts'
export {
  Actor,
  AuditChange,
  AuditDetails,
  type AuditEntry,
  type AuditQuery,
  listAudit,
  type NewAuditEntry,
  recordAudit,
} from './audit-log.ts'
export {
  type Binding,
  type BindingKind,
  bind,
  claimBinding,
  findBindings,
  partnerKey,
  releaseClaim,
  unbind,
} from './bindings.ts'
export { CataloguePass, findPass, savePass } from './catalogue-passes.ts'
export {
  Circuit,
  type CircuitFailure,
  type CircuitWait,
  closeCircuit,
  findCircuits,
  openCircuit,
  reopenCircuit,
} from './circuits.ts'
export { type ConnectionFacts, findFacts, saveFacts } from './connection-facts.ts'
export {
  type Connection,
  type ConnectionAccess,
  type ConnectionSecrets,
  changeConnection,
  changePausedReason,
  createConnection,
  getConnection,
  getConnectionSecrets,
  listConnections,
  type NewConnection,
  openConnectionSecrets,
  pauseConnection,
  pausedByOperator,
  resumeConnection,
  type SeenConnection,
  StoreAuth,
} from './connections.ts'
export { findCursor, saveCursor } from './cursors.ts'
export {
  type CustomerOrder,
  type CustomerQuery,
  type Erasure,
  eraseCustomer,
  findCustomerOrders,
} from './customers.ts'
export { type Database, type DatabaseOptions, newId, openDatabase, type Tx } from './database.ts'
export { type DeletionFacts, deleteConnection, describeDeletion } from './delete-connection.ts'
export {
  beginReading,
  type CompleteReading,
  completeReading,
  deleteOldLevels,
  findNow,
  findReading,
  type Reading,
  replaceLevels,
  saveLevels,
} from './erp-levels.ts'
export { forgetErpProducts, replaceErpProducts, saveErpProducts } from './erp-products.ts'
export { DatabaseConflictError, DatabaseError, DatabaseUnavailableError, LostWorkError } from './errors.ts'
export { deleteHookSecret, findHookSecret, openHookSecret, replaceHookSecret } from './hook-secret.ts'
export {
  IdempotencyKeyBusyError,
  IdempotencyKeyReusedError,
  type IdempotentRequest,
  keepAnswer,
  reserveIdempotencyKey,
} from './idempotency.ts'
export {
  deleteOldInboundEvents,
  erpEvents,
  findUnhandled,
  type InboundEvent,
  type InboundSender,
  type InboundSource,
  markHandled,
  recordInboundEvent,
  shopEvents,
} from './inbound-events.ts'
export {
  adoptChanges,
  askToFollow,
  askToFollowIfChanged,
  type BookedOrder,
  beginPaying,
  endPaying,
  findKnownOrders,
  isUnchanged,
  lockBookedOrder,
} from './later-changes.ts'
export { findListedPaymentTypes } from './listed-payment-types.ts'
export type { Listening } from './listen.ts'
export { migrate } from './migrate.ts'
export { isMigrated } from './migrated.ts'
export { NotFoundError } from './not-found.ts'
export {
  DifferenceState,
  dismissDifference,
  type FoundDifference,
  listOrderDifferences,
  type OrderDifference,
  saveDifferences,
  takeDueDifferences,
  wantDifference,
} from './order-differences.ts'
export { dropOrderEventMonths, ensureOrderEventMonths } from './order-event-months.ts'
export {
  countOrders,
  getOrder,
  type ListedOrder,
  listOrderEvents,
  listOrders,
  type OrderEvent,
  type OrderFilter,
  type OrderPosition,
  type OrderRecord,
} from './order-list.ts'
export {
  beginStateWrite,
  type ChangedProgress,
  endStateWrite,
  findProgressToWrite,
  noteTracking,
  type ProgressReading,
  type ProgressToWrite,
  StateIntent,
  saveProgress,
  wasStateWrittenAround,
} from './order-progress.ts'
export {
  beginWrite,
  endWrite,
  forgetSettledWrites,
  forgetWrite,
  listOrderWrites,
  type OrderWrite,
  WriteData,
  type WriteId,
  WriteKind,
} from './order-writes.ts'
export {
  beginSending,
  contentHash,
  findStoreOrder,
  giveUpOrder,
  type ImportedOrder,
  lockOrder,
  noteTrouble,
  type OrderOutcome,
  type OrderToTransfer,
  recordEvent,
  type SavedOrders,
  type Sending,
  saveImportedOrders,
  settleOrder,
} from './orders.ts'
export { findPolls, type Poll, type PolledFlow } from './polls.ts'
export { createPreview, deleteOldPreviews, finishPreview, getPreview, type Preview, PreviewState } from './previews.ts'
export { ProblemKind } from './problem-sources.ts'
export {
  countProblems,
  findProblem,
  getProblem,
  listProblems,
  type OpenProblem,
  type ProblemCount,
  type ProblemFilter,
  ProblemId,
  type ProblemPosition,
} from './problems.ts'
export {
  countErpProducts,
  countProducts,
  getProduct,
  type ListedProduct,
  listProducts,
  ProductAction,
  type ProductCount,
  type ProductFilter,
  type ProductRecord,
} from './product-list.ts'
export {
  databaseTime,
  findCodesOf,
  findItemsToWrite,
  findItemToPlan,
  findUnplanned,
  hasItemsToWrite,
  type ItemToPlan,
  type ItemToWrite,
  KeptPlan,
  type PlannedItem,
  savePlans,
  unplanAll,
  unplanLike,
  unplanProducts,
} from './product-plans.ts'
export { retryOrders, retryProblems, retryProblemsLike } from './replay.ts'
export * as schema from './schema.ts'
export {
  createSession,
  deleteEndedSessions,
  deleteSession,
  deleteSessionsOf,
  findSession,
  noteSessionUse,
  type Session,
} from './sessions.ts'
export {
  listSetAside,
  type SetAsideOrder,
  type SetAsidePosition,
  saveDecisions,
} from './set-aside-orders.ts'
export {
  beginSignIn,
  deleteOldSignInFailures,
  forgiveSignIn,
  type SignInLimit,
  SignInThrottledError,
  type SignInTry,
} from './sign-in-failures.ts'
export {
  beginChanges,
  type ChangePosition,
  deleteOldStockHistory,
  listStockChanges,
  type NewStockChange,
  type StockChange,
  StockOutcome,
  settleChanges,
} from './stock-changes.ts'
export {
  findBookedPieces,
  findPlacedAfter,
  findUnbookedPieces,
  findUnissuedPieces,
  findUnknownOrders,
  type OrderedPieces,
} from './stock-in-flight.ts'
export {
  type DueRow,
  findDueRows,
  findNextDue,
  findOwnShop,
  findStockFacts,
  findStockFactsOf,
  markRowsGone,
  markStockDue,
  noteWritten,
  type StockFacts,
  type StockJudgement,
  saveJudgements,
  saveStockRows,
  settleRows,
  type WhichRows,
} from './stock-items.ts'
export { countStock, getStock, type ListedStock, listStock, type StockFilter } from './stock-list.ts'
export {
  beginPass,
  endPass,
  findLastPass,
  findRunningPass,
  findStoppedPass,
  getPass,
  listPasses,
  releasePass,
  type StockPass,
  StockPassCounts,
  StockPassKind,
  StockPassProgress,
  StockPassState,
  savePassProgress,
  stopPass,
} from './stock-passes.ts'
export { askForStock, askForStockOfOrders } from './stock-wishes.ts'
export {
  findProductsWithCombinations,
  findUnseenProducts,
  markProductsGone,
  noteProductsRead,
  type SavedProducts,
  saveProductPage,
} from './store-items.ts'
export { findOpenSyncs, finishSync, type OpenSync, progressSync, syncCursor } from './sync-progress.ts'
export {
  createSync,
  getSync,
  listSyncs,
  type Sync,
  SyncCounts,
  SyncFlow,
  type SyncPosition,
  SyncRequest,
  SyncState,
} from './syncs.ts'
export type { TakenWork, TakeOptions } from './take-work.ts'
export {
  changeUser,
  createFirstAdmin,
  createUser,
  deleteUser,
  EmailTakenError,
  findUserByEmail,
  getUser,
  hasUsers,
  LastAdminError,
  listUsers,
  noteSignIn,
  Role,
  replacePasswordHash,
  type User,
  type UserFields,
} from './users.ts'
export { type HeldWork, type LastError, type StartedWork, work } from './work.ts'
