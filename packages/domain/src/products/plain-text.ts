import { Parser } from 'htmlparser2'

/** Elements that begin and end a line of their own. */
const blocks = new Set(
  'address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
)
const cells = new Set(['td', 'th'])
const unseen = new Set(['script', 'style', 'template', 'title'])

/** HTML as plain text: a line for each block, lists with dashes, entities decoded, no markup. */
export const toPlainText = (html: string): string => {
  let text = ''
  let hidden = 0
  let bullet = ''
  const parser = new Parser({
    onopentagname: (name) => {
      if (unseen.has(name)) hidden += 1
      if (blocks.has(name) || name === 'br') text += '\n'
      if (name === 'li') bullet = '- '
      if (cells.has(name)) text += ' '
    },
    ontext: (part) => {
      if (hidden > 0) return
      if (part.trim() !== '') [text, bullet] = [text + bullet, '']
      text += part.replace(/\s+/g, ' ')
    },
    onclosetag: (name) => {
      if (unseen.has(name)) hidden -= 1
      if (blocks.has(name)) text += '\n'
    },
  })
  parser.end(html)
  return text
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '')
    .join('\n')
}

/** Without control characters, and with single spaces. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
