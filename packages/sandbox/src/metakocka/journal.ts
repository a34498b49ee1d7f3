import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** One row of one table; a missing value means the row is gone. */
export interface Change {
  table: string
  id: string
  value?: unknown
}

/** What one call changed in one company: one line of the file, so all of it or nothing survives a kill. */
export interface JournalEntry {
  company: string
  changes: Change[]
}

export interface Journal {
  /** Returns when the operating system has the line: a killed process does not lose it. */
  append(entry: JournalEntry): void
  close(): void
}

/** A last line without its end was being written when the process died: its call was never answered. */
const readEntries = (path: string): JournalEntry[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line): JournalEntry => JSON.parse(line))
    : []

/**
 * Replays the file, writes it anew without what has been overwritten, and opens it for appending.
 *
 * @param replay called per entry, in order
 * @param snapshot all that is held after the replay
 */
export const openJournal = (
  path: string,
  replay: (entry: JournalEntry) => void,
  snapshot: () => Iterable<JournalEntry>,
): Journal => {
  mkdirSync(dirname(path), { recursive: true })
  for (const entry of readEntries(path)) replay(entry)
  const compact = `${path}.new`
  writeFileSync(compact, Array.from(snapshot(), (entry) => `${JSON.stringify(entry)}\n`).join(''))
  renameSync(compact, path)
  const file = openSync(path, 'a')
  return {
    append: (entry) => void writeSync(file, `${JSON.stringify(entry)}\n`),
    close: () => closeSync(file),
  }
}
