const toNumbers = (version: string): number[] => version.split(/[^\d]+/, 4).map(Number)

/** Whether a version of PrestaShop (`1.7.8.11`, `8.2.1`, `9.0.0-beta`) is older than another. */
export const isBefore = (version: string, other: string): boolean => {
  const mine = toNumbers(version)
  const theirs = toNumbers(other)
  const at = theirs.findIndex((number, index) => (mine[index] ?? 0) !== number)
  return at >= 0 && (mine[at] ?? 0) < (theirs[at] ?? 0)
}
