import { type Check, found, networkTopic, passed } from '@pretok/domain'

const ownHost = 'main.metakocka.si'

/** The bare address, however a person has it: without scheme, with a path behind it. `undefined` when it is none, or not encrypted where it has to be. */
export const findBaseUrl = (text: string, allowPrivateNetworks: boolean): URL | undefined => {
  const trimmed = text.trim()
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  const allowed = ['https:', ...(allowPrivateNetworks ? ['http:'] : [])]
  return url && allowed.includes(url.protocol) ? new URL(url.origin) : undefined
}

const addressTopic = networkTopic('erp', 'address')

export const noAddress = (): Check => found(addressTopic, { status: 'failed', code: 'ERR_METAKOCKA_ADDRESS' })

/** An address that may be called; another than MetaKocka's own is worth a word. */
export const describeAddress = ({ host, origin }: URL): Check =>
  host === ownHost
    ? passed(addressTopic, [`The address is MetaKocka's own, ${origin}.`, `Naslov je MetaKockin, ${origin}.`])
    : passed(addressTopic, [
        `The address is ${origin}: right if your company has a MetaKocka server of its own, otherwise it is https://${ownHost}.`,
        `Naslov je ${origin}: to je prav, če ima vaše podjetje lasten strežnik MetaKocke, sicer je naslov https://${ownHost}.`,
      ])
