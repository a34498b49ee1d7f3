/** Fewer calls say nothing; of so many the middle one counts, so that a single odd one does not. */
const lookedAt = 5

/** Nobody needs rest who answers in less. */
const floorMs = 5_000

/** So many times its own best is more than a busy hour. */
const tooMany = 4

/** Each call forgives a little: who has become slower for good is measured by that after some 140 calls (1.01^140 = 4). */
const forgiveness = 1.01

interface Kind {
  latestMs: number[]
  bestMs: number
}

/** How fast calls of a kind are answered, compared with the best of late. */
export interface Pace {
  /** @returns whether calls of this kind have clearly become slow */
  note(kind: string, durationMs: number): boolean
  /** Looks at new calls only; the best so far is kept. */
  restart(): void
}

export const createPace = (): Pace => {
  const kinds = new Map<string, Kind>()

  return {
    note: (name, durationMs) => {
      const kind = kinds.get(name) ?? { latestMs: [], bestMs: Number.POSITIVE_INFINITY }
      kinds.set(name, kind)
      kind.latestMs = [...kind.latestMs, durationMs].slice(-lookedAt)
      if (kind.latestMs.length < lookedAt) return false
      const middleMs = kind.latestMs.toSorted((a, b) => a - b)[Math.floor(lookedAt / 2)] ?? 0
      kind.bestMs = Math.min(kind.bestMs * forgiveness, middleMs)
      return middleMs > Math.max(floorMs, tooMany * kind.bestMs)
    },
    restart: () => {
      for (const kind of kinds.values()) kind.latestMs = []
    },
  }
}
