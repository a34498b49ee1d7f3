import { type Connection, openConnectionSecrets, openHookSecret, StoreAuth } from '@pretok/db'
import { fingerprint, type SecretBox, SecretUnreadableError } from '@pretok/kernel'
import { z } from 'zod'
import { ErpAddress, StoreAddress } from '../address.ts'
import { bodyExamples } from '../body-examples.ts'
import { SettingsWarning } from '../check-settings.ts'
import { given } from '../given.ts'
import { NumberAsText } from '../number-as-text.ts'
import { type HookSource, toHookUrl } from './hook-secret.ts'
import { Reason } from './reason.ts'
import { ConnectionSettings, SettingsInput, SettingsPatch } from './settings.ts'

const Fingerprint = z
  .string()
  .optional()
  .meta({ description: 'Tells two secrets apart; absent when there is none, or when it can no longer be opened' })

const Hook = z.object({ url: z.string(), secretFingerprint: Fingerprint })

const auth = StoreAuth.meta({
  description:
    'How the key travels: `basic` in the Authorization header; `ws_key` in the address, for servers that drop the header. It then stands in their access logs.',
})

/** A connection as callers see it: secrets only by their fingerprint. */
export const ConnectionResource = z
  .object({
    id: z.uuid(),
    name: z.string(),
    state: z.enum(['active', 'paused']),
    pausedReason: Reason.optional(),
    circuits: z
      .array(
        z.object({
          side: z.enum(['store', 'erp']),
          openedAt: z.iso.datetime(),
          probeAt: z.iso.datetime(),
          reason: Reason,
        }),
      )
      .meta({
        description:
          'Sides that are out of order: since when, and from when on Pretok sees whether they work again. Meanwhile work that calls them waits. Empty when all is well.',
      }),
    store: z.object({ kind: z.literal('prestashop'), url: z.string(), auth, keyFingerprint: Fingerprint }),
    erp: z.object({
      kind: z.literal('metakocka'),
      baseUrl: z.string(),
      companyId: z.string(),
      secretKeyFingerprint: Fingerprint,
    }),
    hooks: z
      .object({ prestashop: Hook, metakocka: Hook })
      .meta({ description: 'Where each side sends its webhooks; until it has a secret, they are refused' }),
    settings: ConnectionSettings,
    warnings: z.array(SettingsWarning).optional().meta({
      description:
        'Only in the answer to a change of the settings: what they name and what neither side was seen to have, field by field. It is kept all the same.',
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({
    id: 'Connection',
    examples: [
      {
        id: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        name: 'Trgovina',
        state: 'active',
        circuits: [],
        store: { kind: 'prestashop', url: 'https://shop.example', auth: 'basic', keyFingerprint: '31e4ca27' },
        erp: {
          kind: 'metakocka',
          baseUrl: 'https://main.metakocka.si',
          companyId: '16',
          secretKeyFingerprint: '1415a275',
        },
        hooks: {
          prestashop: {
            url: '/hooks/prestashop/01a2085b-5cbb-724e-850d-6594249c9fdf',
            secretFingerprint: '9b1f04c2',
          },
          metakocka: { url: '/hooks/metakocka/01a2085b-5cbb-724e-850d-6594249c9fdf' },
        },
        settings: ConnectionSettings.parse({}),
        createdAt: '2026-11-23T12:22:14.971Z',
        updatedAt: '2026-11-23T12:22:14.971Z',
      },
    ],
  })
export type ConnectionResource = z.output<typeof ConnectionResource>

const name = z.string().trim().min(1, 'is empty').max(100)
const storeKey = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]{32}$/, {
    error: ({ input }) =>
      `A PrestaShop key has 32 letters and digits; this one has ${String(input).length} characters${String(input).length === 32 ? ', not all of them letters and digits' : ''}`,
  })
const companyId = NumberAsText(
  z
    .string()
    .trim()
    .regex(/^\d{1,20}$/, 'is a number, as MetaKocka shows it beside the key'),
)
const secretKey = z.string().trim().min(1, 'is empty').max(200)

/** What callers send. @param allowPrivateNetworks whether addresses may be internal */
export const connectionInputs = (allowPrivateNetworks: boolean) => {
  const url = StoreAddress(allowPrivateNetworks)
  const baseUrl = ErpAddress(allowPrivateNetworks)
  const defaultErp = 'https://main.metakocka.si'
  const NewConnection = z
    .strictObject({
      name,
      store: z.strictObject({ url, key: storeKey, auth: auth.optional() }),
      erp: z.strictObject({ baseUrl: baseUrl.prefault(defaultErp), companyId, secretKey }),
      settings: SettingsInput.prefault({}),
    })
    .meta(
      bodyExamples({
        'a store': {
          name: 'Trgovina',
          store: { url: 'https://shop.example', key: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456' },
          erp: { companyId: '16', secretKey: 'from MetaKocka, Additional settings, API' },
          settings: { orders: { buyerOrderPrefix: 'A-' } },
        },
      }),
    )
  const TestedConnection = z
    .strictObject({
      // As it was typed: how an address that is not quite right answers is what the test is about.
      store: z.strictObject({
        url: z.string().trim().min(1, 'is empty').max(500),
        key: z.string().max(200),
        auth: auth.optional(),
      }),
      erp: z.strictObject({
        baseUrl: z.string().trim().min(1, 'is empty').max(500).prefault(defaultErp),
        companyId: NumberAsText(z.string().trim().max(40)),
        secretKey: z.string().trim().max(200),
      }),
      settings: SettingsInput.prefault({}),
    })
    .meta(
      bodyExamples({
        'a store': {
          store: { url: 'shop.example', key: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456' },
          erp: { companyId: '16', secretKey: 'from MetaKocka, Additional settings, API' },
        },
      }),
    )
  const ConnectionPatch = z
    .strictObject({
      name: name.optional(),
      store: z.strictObject({ url: url.optional(), key: storeKey.optional(), auth: auth.optional() }).optional(),
      erp: z
        .strictObject({ baseUrl: baseUrl.optional(), companyId: companyId.optional(), secretKey: secretKey.optional() })
        .optional(),
      settings: SettingsPatch.optional(),
    })
    .meta(
      bodyExamples({
        'a new key': { store: { key: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456' } },
        'another warehouse': { settings: { orders: { warehouse: 'M1' } } },
      }),
    )
  return { NewConnection, TestedConnection, ConnectionPatch }
}

const toFingerprints = (box: SecretBox, connection: Connection) => {
  try {
    const { storeKey, erpSecretKey } = openConnectionSecrets(box, connection)
    const toHook = (source: HookSource) => {
      const secret = openHookSecret(box, connection, source)
      return given({ secretFingerprint: secret && fingerprint(secret) })
    }
    return {
      store: { keyFingerprint: fingerprint(storeKey) },
      erp: { secretKeyFingerprint: fingerprint(erpSecretKey) },
      hooks: { prestashop: toHook('prestashop'), metakocka: toHook('metakocka') },
    }
  } catch (error) {
    if (error instanceof SecretUnreadableError) return { store: {}, erp: {}, hooks: { prestashop: {}, metakocka: {} } }
    throw error
  }
}

export const toConnectionResource = (box: SecretBox, connection: Connection): ConnectionResource => {
  const { id, name, state, pausedReason, circuits, storeUrl, storeAuth, erpBaseUrl, erpCompanyId, settings } =
    connection
  const { store, erp, hooks } = toFingerprints(box, connection)
  return {
    id,
    name,
    state,
    ...given({ pausedReason }),
    circuits: circuits.map(({ side, openedAt, probeAt, reason }) => ({
      side,
      openedAt: openedAt.toISOString(),
      probeAt: probeAt.toISOString(),
      reason,
    })),
    store: { kind: 'prestashop', url: storeUrl, auth: storeAuth, ...store },
    erp: { kind: 'metakocka', baseUrl: erpBaseUrl, companyId: erpCompanyId, ...erp },
    hooks: {
      prestashop: { url: toHookUrl('prestashop', id), ...hooks.prestashop },
      metakocka: { url: toHookUrl('metakocka', id), ...hooks.metakocka },
    },
    settings,
    createdAt: connection.createdAt.toISOString(),
    updatedAt: connection.updatedAt.toISOString(),
  }
}

/** What an operator decides of a connection; the rest of it changes by itself. Secrets only by their fingerprint. */
export const toAudited = ({ name, store, erp, settings }: ConnectionResource) => ({ name, store, erp, settings })
