const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#039': "'", '#39': "'" }

// "modules/x/y.php" says whose code it is; the folders above say where the server keeps it.
const serverPath = /(?<![\w:/\\.<])(?:[a-z]:)?[\\/](?:[\w.@~+-]+[\\/])+([\w.@~+-]*)/gi
const withoutFolders = (path: string, file: string): string =>
  /[\\/](modules[\\/].*)$/.exec(path)?.[1] ?? (file === '' ? '(folder)' : file)

/** Masks a webservice key wherever it may be echoed: plain, percent-encoded (the same) or as Basic credentials. */
export const createKeyMask = (key: string): ((text: string) => string) => {
  const forms = key === '' ? [] : [key, encodeURIComponent(key), Buffer.from(`${key}:`).toString('base64')]
  const patterns = forms.map((form) => new RegExp(form.replace(/\W/g, '\\$&'), 'gi'))
  return (text) => patterns.reduce((masked, pattern) => masked.replace(pattern, '***'), text)
}

/** What a shop says, fit to be shown: one line of plain text, no server paths, at most 300 characters. */
export const toPlainText = (text: string): string =>
  text
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(amp|lt|gt|quot|#0?39);/g, (entity, name: string) => entities[name] ?? entity)
    .replace(serverPath, withoutFolders)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
