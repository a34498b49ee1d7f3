import { createHash } from 'node:crypto'
import { AppError } from '@pretok/kernel'
import { eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { signInFailures } from './schema.ts'

/** Whose password is tried, whether there is such an account or not, and from which network. */
export interface SignInTry {
  /** Lower case. */
  email: string
  /** An address, or what stands for all addresses of one subscriber. */
  network: string
}

/** Too many passwords were wrong: the next one is not looked at before `retryAfterMs` have passed. */
export class SignInThrottledError extends AppError {
  override readonly code = 'ERR_SIGN_IN_THROTTLED'
  override readonly retry = 'later'
}

export type SignInLimit = 'account-and-network' | 'account' | 'network'

/**
 * From `free` failures on, each lets everybody wait twice as long as the one before; one failure is forgotten each `forgetMs`.
 *
 * An account alone bears more than an account from one network: a stranger who knows an email address must not keep its owner out so
 * easily. One who has many networks still can, so the limit of the account does not hold where its owner has signed in before.
 */
const limits: Record<SignInLimit, { free: number; forgetMs: number }> = {
  'account-and-network': { free: 5, forgetMs: 3_600_000 },
  account: { free: 50, forgetMs: 900_000 },
  network: { free: 30, forgetMs: 30_000 },
}
const longestWaitMs = 900_000
/** More are not counted: so many make the longest wait. */
const countedBeyondFree = 10

/** Email addresses are no business of this table. */
const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')

const keysOf = ({ email, network }: SignInTry) => ({
  'account-and-network': hashKey(`email/${email}/ip/${network}`),
  account: hashKey(`email/${email}`),
  network: hashKey(`ip/${network}`),
  /** A row without failures: the account was signed in to from here. */
  known: hashKey(`known/${email}/ip/${network}`),
})

interface Count {
  key: string
  failures: number
  idleMs: number
  /** Until the end of the last wait; negative once it is over, `null` before the first. */
  waitMs: number | null
}

/** Locked, and in one order, so that nobody who tries many at once has more tries than the limits allow. */
const lockCounts = async (tx: Tx, keys: readonly string[]): Promise<Map<string, Count>> => {
  const { rows } = await tx.execute<{ key: string; failures: number; idle: string; wait: string | null }>(sql`
    insert into sign_in_failures (key, failures)
    select key, 0 from unnest(${sql.param([...keys])}::text[]) as key order by key
    on conflict (key) do update set failures = sign_in_failures.failures
    returning key, failures, extract(epoch from now() - last_at) as idle, extract(epoch from blocked_until - now()) as wait`)
  return new Map(
    rows.map(({ key, failures, idle, wait }) => [
      key,
      { key, failures, idleMs: Number(idle) * 1000, waitMs: wait === null ? null : Number(wait) * 1000 },
    ]),
  )
}

const countOneMore = async (tx: Tx, limit: SignInLimit, count: Count): Promise<{ isFirstWait: boolean }> => {
  const { free, forgetMs } = limits[limit]
  const remembered = Math.max(0, count.failures - Math.floor(Math.max(0, count.idleMs) / forgetMs))
  const failures = Math.min(remembered + 1, free + countedBeyondFree)
  const waitMs = failures < free ? undefined : Math.min(1_000 * 2 ** (failures - free + 1), longestWaitMs)
  const hadToWait = remembered > 0 && count.waitMs !== null
  await tx.execute(sql`
    update sign_in_failures set failures = ${failures}, last_at = now(), blocked_until = ${
      waitMs === undefined
        ? sql`case when ${hadToWait}::boolean then blocked_until end`
        : sql`now() + ${waitMs}::int * interval '1 millisecond'`
    }
    where key = ${count.key}`)
  return { isFirstWait: waitMs !== undefined && !hadToWait }
}

/**
 * Counts a try as failed before its password is looked at, so that tries at the same time are counted too; `forgiveSignIn` takes it
 * back. To be called in a transaction.
 *
 * @returns the limits that it is the first to reach, if it fails
 * @throws {SignInThrottledError} then nothing is counted
 */
export const beginSignIn = async (tx: Tx, tried: SignInTry): Promise<SignInLimit[]> => {
  const keys = keysOf(tried)
  const [known] = await tx
    .select({ key: signInFailures.key })
    .from(signInFailures)
    .where(eq(signInFailures.key, keys.known))
  const watched = (['account-and-network', 'account', 'network'] as const).filter(
    (limit) => limit !== 'account' || !known,
  )
  const counts = await lockCounts(
    tx,
    watched.map((limit) => keys[limit]),
  )
  const waitMs = Math.max(...[...counts.values()].map((count) => count.waitMs ?? 0))
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1_000)
    throw new SignInThrottledError(
      `Too many sign-ins have failed; try again in ${seconds} s`,
      {},
      { retryAfterMs: waitMs },
    )
  }
  const reached: SignInLimit[] = []
  for (const limit of watched) {
    const { isFirstWait } = await countOneMore(tx, limit, counts.get(keys[limit]) as Count)
    if (isFirstWait) reached.push(limit)
  }
  return reached
}

/** The password was right: the account's failures are forgotten, its network is known from now on, and the network loses this try. */
export const forgiveSignIn = async (tx: Tx, tried: SignInTry): Promise<void> => {
  const keys = keysOf(tried)
  const ofAccount = [keys['account-and-network'], keys.account]
  // Locked in the order of a try that begins at the same time, or the two might wait for each other.
  const locked = inArray(signInFailures.key, [...ofAccount, keys.network])
  await tx
    .select({ key: signInFailures.key })
    .from(signInFailures)
    .where(locked)
    .orderBy(signInFailures.key)
    .for('update')
  await tx.delete(signInFailures).where(inArray(signInFailures.key, ofAccount))
  await tx
    .update(signInFailures)
    .set({ failures: sql`greatest(failures - 1, 1)`, blockedUntil: null })
    .where(eq(signInFailures.key, keys.network))
  await tx
    .insert(signInFailures)
    .values({ key: keys.known, failures: 0 })
    .onConflictDoUpdate({ target: signInFailures.key, set: { lastAt: sql`now()` } })
}

/**
 * Deletes failures from before a moment, and networks that were not signed in from for thirty days more.
 *
 * @param before a day ago or earlier: until then a failure may count
 * @returns how many; as many as `limit` means that there may be more
 */
export const deleteOldSignInFailures = async (tx: Tx, before: Date, limit: number): Promise<number> => {
  const { rowCount } = await tx.execute(sql`
    delete from sign_in_failures where ctid = any(array(
      select ctid from sign_in_failures
      where last_at < ${before}::timestamptz and (failures > 0 or last_at < ${before}::timestamptz - interval '30 days')
      order by last_at limit ${limit} for update skip locked))`)
  return rowCount ?? 0
}
