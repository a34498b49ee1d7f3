import { randomBytes } from 'node:crypto'
import { hash, parseOptions, verify } from '@node-rs/argon2'
import { RequestError } from './errors.ts'

/** Argon2id with 19 MiB. Source: OWASP Password Storage Cheat Sheet. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Each takes its memory and one of Node's four threads for such things, for some 30 ms. */
const atOnce = 2
/** Whoever comes behind so many would wait for more than a second. */
const mostWaiting = 100

export interface Passwords {
  /** @returns Argon2id in PHC form */
  hash(password: string): Promise<string>
  /** @param passwordHash when there is none, it takes as long and is `false` */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>
  /** Whether it was made at another cost than today's. */
  isOutdated(passwordHash: string): boolean
}

/** The same text may be typed as different characters, e.g. č as one or as two. */
const normalize = (password: string): string => password.normalize('NFKC')

/** Hashes passwords and checks them, outside the event loop and few at once: a flood of sign-ins must not take all memory. */
export const createPasswords = (): Passwords => {
  let running = 0
  const waiting: (() => void)[] = []

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running === atOnce) {
      if (waiting.length >= mostWaiting) {
        throw new RequestError('ERR_SIGN_IN_BUSY', 'Too many people sign in at this moment; try again soon')
      }
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      // The turn goes to the next one, or back.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  const hashNow = (password: string) => hash(normalize(password), cost)
  let nobodys: Promise<string> | undefined

  return {
    hash: (password) => inTurn(() => hashNow(password)),
    verify: (passwordHash, password) =>
      inTurn(async () => {
        nobodys ??= hashNow(randomBytes(16).toString('hex'))
        const isRight = await verify(passwordHash ?? (await nobodys), normalize(password))
        return isRight && passwordHash !== undefined
      }),
    isOutdated: (passwordHash) => {
      const { memoryCost, timeCost, parallelism } = parseOptions(passwordHash)
      return memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism
    },
  }
}
