/** Shortens a text to so many characters, at a word where that does not cost more than a third of it. */
export const cut = (text: string, longest: number): string => {
  const characters = [...text]
  if (characters.length <= longest) return text
  const short = characters.slice(0, longest).join('')
  const space = short.search(/\s\S*$/)
  return (space > (longest * 2) / 3 ? short.slice(0, space) : short).trimEnd()
}
