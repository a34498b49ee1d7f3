/** Some lists of one arrive as their only element; an empty one is left out. */
export const collapse = <T>(list: readonly T[], enabled: boolean): T | readonly T[] | undefined => {
  if (list.length === 0) return undefined
  return list.length === 1 && enabled ? list[0] : list
}
