import ipaddr from 'ipaddr.js'
import { z } from 'zod'

/** Loopback, private and link-local addresses, and names that only one's own network knows. Other names are judged when they are resolved. */
const isInternal = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$|\.$/g, '')
  if (ipaddr.isValid(host)) return ipaddr.process(host).range() !== 'unicast'
  return !host.includes('.') || host.endsWith('.localhost')
}

const parseAddress = (text: string): URL | undefined => {
  const absolute = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`
  return URL.canParse(absolute) ? new URL(absolute) : undefined
}

// No message repeats what was typed: people paste addresses with the key in them.
const addressInput = (allowPrivateNetworks: boolean, check: (url: URL) => string | undefined) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(500)
    .transform((text, context) => {
      const url = parseAddress(text)
      const fault = url
        ? (check(url) ??
          (isInternal(url.hostname) && !allowPrivateNetworks
            ? 'leads into an internal network, which is not allowed here (PRETOK_ALLOW_PRIVATE_NETWORKS)'
            : undefined))
        : 'is not an address; enter it like https://shop.example'
      if (url && fault === undefined) return url
      context.addIssue({ code: 'custom', message: fault ?? 'is not an address' })
      return z.NEVER
    })

/** A store's address however a person has it: without scheme (then https), in a sub-folder, with `/api` or a key. Gives it bare. */
export const StoreAddress = (allowPrivateNetworks: boolean) =>
  addressInput(allowPrivateNetworks, ({ protocol }) =>
    protocol === 'https:' || protocol === 'http:' ? undefined : 'must begin with https:// or http://',
  ).transform(
    ({ origin, pathname }) => origin + pathname.replace(/\/(api|index\.php)(\/.*)?$/i, '').replace(/\/+$/, ''),
  )

/** The ERP's address, without path. Only https, save in one's own network. */
export const ErpAddress = (allowPrivateNetworks: boolean) =>
  addressInput(allowPrivateNetworks, ({ protocol }) =>
    protocol === 'https:' || (protocol === 'http:' && allowPrivateNetworks) ? undefined : 'must begin with https://',
  ).transform(({ origin }) => origin)
