import { setTimeout as wait } from 'node:timers/promises'

/** Between two batches of a busy process: too short to be noticed, and long enough for several to come together. */
const restMs = 3

/**
 * Many small writes as one: the first goes out at once, and what is asked for while it is under way goes out together after it.
 * So a busy process writes in batches that grow with its load, and an idle one waits for nobody.
 *
 * @param write gives one result per item, in their order; when it throws, every item of the batch fails
 */
export const createBatch = <Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
): ((item: Item) => Promise<Result>) => {
  let waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = []
  let writing = false

  const writeAll = async (): Promise<void> => {
    writing = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const results = await write(batch.map(({ item }) => item))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      if (batch.length > 1) await wait(restMs)
    }
    writing = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!writing) void writeAll()
    })
}
