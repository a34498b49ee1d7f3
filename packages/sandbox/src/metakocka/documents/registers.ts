import type { Company } from '../company.ts'
import type { Status } from '../settings.ts'
import type { Warehouse } from '../stock/warehouse.ts'
import { type Fields, oneOf, textOf } from '../wire/fields.ts'
import { invalidValue, refusal } from '../wire/refusal.ts'
import { type DocType, kindOf } from './document-kinds.ts'

export const statusesOf = (company: Company, docType: DocType): Status[] =>
  company.settings().statuses[kindOf(docType).statuses]

/** `status_code`, by the description column; an unknown one is refused with the list of valid ones. */
export const readStatus = (company: Company, docType: DocType, fields: Fields): string | undefined =>
  oneOf(
    fields,
    'status_code',
    statusesOf(company, docType).map(({ description }) => description),
  )

export const getMainWarehouse = (company: Company): Warehouse => {
  const warehouses = company.warehouses.all()
  const main = warehouses.find((warehouse) => warehouse.main) ?? warehouses[0]
  if (!main) throw new Error(`company ${company.id} has no warehouse`)
  return main
}

/** The warehouse with that mark; an unknown mark is accepted and means the main warehouse. */
export const getWarehouse = (company: Company, mark: string | undefined): Warehouse =>
  company.warehouses.all().find((warehouse) => warehouse.mark === mark) ?? getMainWarehouse(company)

/** @throws {Refusal} code 6 where no profit centre has that name */
export const readProfitCenter = (company: Company, fields: Fields): string | undefined => {
  const centers = company.settings().profitCenters
  const name = textOf(fields, 'profit_center')
  if (name === undefined) return centers[0]?.name
  if (!centers.some((center) => center.name === name)) throw refusal('6', `Profit center '${name}' doesn't exist.`)
  return name
}

export const readCurrency = (company: Company, fields: Fields): string => {
  const currency = textOf(fields, 'currency_code') ?? company.settings().currency
  if (!/^[A-Z]{3}$/.test(currency)) throw invalidValue('currency_code', currency)
  return currency
}

/** `api_user_email` and the like must name a user of the company. */
export const checkUser = (company: Company, fields: Fields, name: string): string | undefined => {
  const { users } = company.settings()
  const email = textOf(fields, name)
  if (email !== undefined && users.length > 0 && !users.includes(email)) {
    throw refusal('6', `Cannot find email '${email}' for paramether ${name}`)
  }
  return email
}
