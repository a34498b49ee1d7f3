import type { Fields } from './fields.ts'

/** A refusal as MetaKocka words it: thrown by a call, turned into the answer by the envelope, never seen outside this package. */
export class Refusal extends Error {
  readonly answer: Fields

  constructor(answer: Fields) {
    super(String(answer['opr_desc'] ?? answer['opr_desc_app']))
    this.name = 'Refusal'
    this.answer = answer
  }
}

/** `opr_code` and `opr_desc`, with whatever else the answer carries. */
export const refusal = (oprCode: string, description: string, rest: Fields = {}): Refusal =>
  new Refusal({ opr_code: oprCode, opr_desc: description, ...rest })

/** The message the MetaKocka application would show, with the application's own code. */
export const applicationRefusal = (appCode: string, description: string, rest: Fields = {}): Refusal =>
  new Refusal({ opr_code: '6', opr_code_app: appCode, opr_desc_app: description, ...rest })

/** "Paramether" is how MetaKocka spells it. */
export const invalidValue = (name: string, value: string, valid?: readonly string[]): Refusal =>
  refusal('2', `Paramether '${name}' has invalid value : ${value}${valid ? `. Valid values : ${valid.join(',')}` : ''}`)

export const missingParameter = (name: string): Refusal => refusal('2', `Paramether '${name}' is required paramether`)

export const documentNotFound = (docType: string, id: string, by = 'id'): Refusal =>
  refusal('2', `Cannot find document type ${docType} with ${by} = ${id}`)
