/** A list for people: so many of it that a sentence bears. */
export const list = (values: readonly string[]): string =>
  values.length > 20 ? `${values.slice(0, 20).join(', ')}, ...` : values.join(', ')
