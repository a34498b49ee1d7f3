import { createHash } from 'node:crypto'

/** Repeatable chance: the same seed gives the same throws on every machine. */
export interface Dice {
  /** 0 or more, below 1. */
  throw(): number
  /** A whole number from `low` up to, and with, `high`. */
  between(low: number, high: number): number
  pick<T>(items: readonly T[]): T
  shuffle<T>(items: readonly T[]): T[]
}

/** @param seed any text; what is thrown for one purpose does not shift what is thrown for another of its own seed */
export const createDice = (seed: string): Dice => {
  let state = createHash('sha256').update(seed).digest().readUInt32LE()
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    throw: next,
    between,
    pick: (items) => items[between(0, items.length - 1)] as never,
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  }
}
