import type { StoreAuth } from '@pretok/db'
import { z } from 'zod'

/** How a person makes Pretok's first call without Pretok. */
export const Reproduction = z
  .object({
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    curl: z.string(),
    steps: z.array(z.string()).meta({ description: 'For a REST client' }),
    stepsSl: z.array(z.string()),
    revealed: z.boolean().meta({ description: 'Whether the key stands in it; else it is masked' }),
  })
  .meta({
    id: 'Reproduction',
    examples: [
      {
        url: 'https://shop.example/api/configurations/?display=full&output_format=JSON',
        headers: { Authorization: 'Basic <base64 of KEY:>' },
        curl: "curl -sS -i -u 'KEY:' 'https://shop.example/api/configurations/?display=full&output_format=JSON'",
        steps: ['Method GET, the address above'],
        stepsSl: ['Metoda GET, zgornji naslov'],
        revealed: false,
      },
    ],
  })
export type Reproduction = z.output<typeof Reproduction>

const mask = 'YOUR_WEBSERVICE_KEY'

/** As text between single quotes of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/**
 * @param access where the store is and how the key travels
 * @param key absent = masked
 */
export const toReproduction = (
  { storeUrl, storeAuth }: { storeUrl: string; storeAuth: StoreAuth },
  key?: string,
): Reproduction => {
  const shown = key ?? mask
  const address = `${storeUrl}/api/configurations/?display=full&output_format=JSON`
  const inHeader = storeAuth === 'basic'
  const url = inHeader ? address : `${address}&ws_key=${shown}`
  const value = key === undefined ? `<base64 of ${mask}:>` : Buffer.from(`${key}:`).toString('base64')
  return {
    url,
    headers: inHeader ? { Authorization: `Basic ${value}` } : {},
    curl: ['curl -sS -i', ...(inHeader ? [`-u ${quoted(`${shown}:`)}`] : []), quoted(url)].join(' '),
    steps: [
      'New request: method GET, and the address above.',
      ...(inHeader
        ? [
            'Authorization: type "Basic Auth"; user name: the webservice key; password: empty. (As a header: Authorization: Basic, then base64 of the key followed by a colon.)',
          ]
        : ['Authorization: none; the key is in the address.']),
      'Do not follow redirects. Send.',
      'All is well when the status is 200 and the body begins with {"configurations":[. A body of plain text "401 Unauthorized" means that the key did not arrive; 401 with "errors" means that it did and was refused.',
    ],
    stepsSl: [
      'Nova zahteva: metoda GET in zgornji naslov.',
      ...(inHeader
        ? [
            'Avtorizacija: vrsta "Basic Auth"; uporabniško ime: ključ spletne storitve; geslo: prazno. (Kot glava: Authorization: Basic, nato base64 ključa z dvopičjem na koncu.)',
          ]
        : ['Avtorizacija: brez; ključ je v naslovu.']),
      'Preusmeritvam ne sledite. Pošljite.',
      'Vse je v redu, če je stanje 200 in se telo začne z {"configurations":[. Golo besedilo "401 Unauthorized" pomeni, da ključ ni prispel; 401 z "errors" pa, da je prispel in bil zavrnjen.',
    ],
    revealed: key !== undefined,
  }
}
