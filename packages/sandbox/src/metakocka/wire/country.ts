const languages = ['en', 'sl', 'de', 'it', 'hr']
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** Without aliases such as UK for GB. */
const isCanonical = (code: string): boolean => new Intl.Locale(`und-${code}`).region === code

const buildRegister = (): { codes: Set<string>; codeByName: Map<string, string> } => {
  const codes = new Set(['XI'])
  const codeByName = new Map([['united kingdom - northern ireland', 'XI']])
  const displays = languages.map((language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }))
  for (const code of letters.flatMap((first) => letters.map((second) => first + second)).filter(isCanonical)) {
    for (const name of displays.flatMap((display) => display.of(code) ?? [])) {
      codes.add(code)
      codeByName.set(name.toLowerCase(), code)
    }
  }
  return { codes, codeByName }
}

let register: ReturnType<typeof buildRegister> | undefined

/**
 * The two-letter code of a country given by name (English, Slovene, German, Italian, Croatian) or by that code.
 * Northern Ireland is `XI`.
 */
export const findCountryCode = (text: string): string | undefined => {
  register ??= buildRegister()
  const code = text.toUpperCase()
  return register.codes.has(code) ? code : register.codeByName.get(text.toLowerCase())
}

const slovene = new Intl.DisplayNames('sl', { type: 'region' })

/** The name as MetaKocka keeps it: what was given, or the Slovene name where a code was given. */
export const toCountryName = (text: string): string =>
  text.length === 2 && text.toUpperCase() !== 'XI' ? (slovene.of(text.toUpperCase()) ?? text) : text
