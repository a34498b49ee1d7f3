import type { PortOptions } from '@pretok/domain'

/** Lists of a shop that change slowly, read together and kept for a while. */
export interface KeptLists<Lists> {
  get(options: PortOptions): Promise<Lists>
  /** Reads them anew. */
  refresh(options: PortOptions): Promise<Lists>
  /** Reads them anew once where `findUnknown` names something, e.g. `carriers 7`: added since they were read, or deleted long ago. */
  getKnowing(findUnknown: (lists: Lists) => string[], options: PortOptions): Promise<Lists>
}

/** @param keepMs how long a reading counts */
export const keepLists = <Lists>(read: (options: PortOptions) => Promise<Lists>, keepMs: number): KeptLists<Lists> => {
  let kept: { lists: Promise<Lists>; readAt: number } | undefined
  /** Not even fresh lists have them: deleted in the shop. Each costs one reading of the lists, not one a page. */
  const goneForGood = new Set<string>()

  const refresh = (options: PortOptions): Promise<Lists> => {
    const lists = read(options)
    const reading = { lists, readAt: Date.now() }
    kept = reading
    // A failed reading must not be kept; whoever asked for it hears of the failure.
    lists.catch(() => {
      if (kept === reading) kept = undefined
    })
    return lists
  }
  const get = (options: PortOptions): Promise<Lists> =>
    kept && Date.now() - kept.readAt < keepMs ? kept.lists : refresh(options)

  return {
    get,
    refresh,
    async getKnowing(findUnknown, options) {
      const lists = await get(options)
      if (findUnknown(lists).every((one) => goneForGood.has(one))) return lists
      const fresh = await refresh(options)
      for (const one of findUnknown(fresh)) goneForGood.add(one)
      return fresh
    },
  }
}
