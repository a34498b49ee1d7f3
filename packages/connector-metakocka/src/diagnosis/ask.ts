import { type Bilingual, type Check, type CheckTopic, failedWith, skipped } from '@pretok/domain'
import { AppError, RemoteRateLimitedError } from '@pretok/kernel'

/** Leaves topics out, and says why. */
export const leaveOut =
  (words: Bilingual) =>
  (...topics: readonly CheckTopic[]): Check[] =>
    topics.map((topic) => skipped(topic, words))

const noQuota = leaveOut([
  'Not checked: the quota of calls is used up.',
  'Ni preverjeno: dovoljeno število klicev je porabljeno.',
])
const noAnswer = leaveOut([
  'Not checked: the call that would tell did not succeed.',
  'Ni preverjeno: klic, ki bi to povedal, ni uspel.',
])
const noPatience = leaveOut([
  'Not checked: MetaKocka did not answer in time before.',
  'Ni preverjeno: MetaKocka že prej ni pravočasno odgovorila.',
])

const isLate = (error: AppError): boolean => error.details['cause'] === 'ETIMEDOUT'

/** Asks questions of MetaKocka. One that fails stops only what hangs on it; a used-up quota and a late answer stop all that follow. */
export const createAsker = () => {
  let quotaError: RemoteRateLimitedError | undefined
  let leaveRest: ReturnType<typeof leaveOut> | undefined
  return {
    quotaError: (): RemoteRateLimitedError | undefined => quotaError,
    /** @param topic is said to have failed when the question does; the others hang on the same answer */
    async ask(topic: CheckTopic, others: readonly CheckTopic[], question: () => Promise<Check[]>): Promise<Check[]> {
      if (leaveRest) return leaveRest(topic, ...others)
      try {
        return await question()
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        if (error instanceof RemoteRateLimitedError) {
          quotaError = error
          leaveRest = noQuota
          return noQuota(topic, ...others)
        }
        if (isLate(error)) leaveRest = noPatience
        return [failedWith(topic, error), ...noAnswer(...others)]
      }
    },
  }
}
