import { z } from 'zod'
import { decimal, flag, id, integer, languages, optionalId, text } from '../fields.ts'

/** `shops`: more than one in a multistore. */
export const Shop = z.object({ id, id_shop_group: optionalId, name: text, active: flag, deleted: flag })
export type Shop = z.output<typeof Shop>

/** `configurations`: one setting, e.g. `PS_TIMEZONE`. */
export const Configuration = z.object({ id, name: text, value: text, id_shop_group: optionalId, id_shop: optionalId })
export type Configuration = z.output<typeof Configuration>

/** `languages`. Slovene's `iso_code` is `si`. */
export const Language = z.object({
  id,
  name: text,
  iso_code: text,
  language_code: text,
  locale: text.optional(),
  active: flag,
})
export type Language = z.output<typeof Language>

/** `currencies`. `conversion_rate` is to the shop's default currency. */
export const Currency = z.object({
  id,
  iso_code: text,
  numeric_iso_code: text.optional(),
  precision: integer.optional(),
  conversion_rate: decimal,
  active: flag,
  deleted: flag,
})
export type Currency = z.output<typeof Currency>

/** `countries`. */
export const Country = z.object({ id, id_zone: optionalId, iso_code: text, name: languages, active: flag })
export type Country = z.output<typeof Country>

/** `states`: parts of a country. */
export const State = z.object({ id, id_country: id, id_zone: optionalId, iso_code: text, name: text, active: flag })
export type State = z.output<typeof State>

/** `carriers`. An edited carrier gets a new `id` and keeps its `id_reference`. */
export const Carrier = z.object({
  id,
  id_reference: optionalId,
  id_tax_rules_group: optionalId,
  name: text,
  delay: languages,
  url: text,
  active: flag,
  deleted: flag,
  is_free: flag,
  is_module: flag,
  external_module_name: text,
})
export type Carrier = z.output<typeof Carrier>

/** `taxes`. `rate` is in percent. */
export const Tax = z.object({ id, rate: decimal, name: languages, active: flag, deleted: flag.optional() })
export type Tax = z.output<typeof Tax>

/** `tax_rule_groups`: what a product is said to be taxed by. */
export const TaxRuleGroup = z.object({ id, name: text, active: flag, deleted: flag.optional() })
export type TaxRuleGroup = z.output<typeof TaxRuleGroup>

/** `tax_rules`: which tax a group of rules means in a country. */
export const TaxRule = z.object({
  id,
  id_tax_rules_group: id,
  id_country: id,
  id_state: optionalId,
  id_tax: optionalId,
  zipcode_from: text,
  zipcode_to: text,
  behavior: integer,
})
export type TaxRule = z.output<typeof TaxRule>
