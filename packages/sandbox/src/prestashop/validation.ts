import { toInteger } from './row.ts'
import type { SchemaField } from './schema.ts'

const int32 = { min: -2_147_483_648, max: 2_147_483_647 }

const isCanonicalInteger = (text: string): boolean => String(toInteger(text)) === text

/** PrestaShop's validation methods for the resources that can be written. A method that is missing here lets everything pass. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  isBool: (text) => /^[01]$/.test(text),
  isEan13: (text) => /^\d{0,13}$/.test(text),
  isFloat: (text) => text.trim() !== '' && Number.isFinite(Number(text)),
  isGenericName: (text) => /^[^<>={}]*$/u.test(text),
  isInt: isCanonicalInteger,
  isIsbn: (text) => /^[\d-]{0,32}$/.test(text),
  isLinkRewrite: (text) => /^[_a-zA-Z0-9-]+$/.test(text),
  isMd5: (text) => /^[a-f0-9A-F]{32}$/.test(text),
  isModuleName: (text) => /^[a-zA-Z0-9_-]+$/.test(text),
  isMpn: (text) => /^[\w-]{0,40}$/.test(text),
  isNegativePrice: (text) => /^-?\d{1,10}(\.\d{1,9})?$/.test(text),
  isNullOrUnsignedId: (text) => /^\d+$/.test(text),
  isPositiveInt: (text) => isCanonicalInteger(text) && toInteger(text) > 0,
  isPrice: (text) => /^\d{1,10}(\.\d{1,9})?$/.test(text),
  isProductVisibility: (text) => /^(?:both|catalog|search|none)$/i.test(text),
  isReference: (text) => /^[^<>;={}]*$/u.test(text),
  isTrackingNumber: (text) => /^[~:#,%&_=()[\]. ?+\-@/a-zA-Z0-9]+$/.test(text),
  isUnsignedFloat: (text) => /^\d+(\.\d+)?$/.test(text),
  isUnsignedId: (text) => /^\d+$/.test(text),
  isUnsignedInt: (text) => /^\d+$/.test(text),
  isUpc: (text) => /^\d{0,12}$/.test(text),
}

/** PrestaShop's complaint about a value, HTML-escaped as it comes out, or `undefined` when it is content. */
export const findComplaint = (className: string, field: SchemaField, text: string): string | undefined => {
  const property = `${className}-&gt;${field.name}`
  if (text === '') return field.required ? `Property ${property} is empty.` : undefined
  if (field.maxSize !== undefined && [...text].length > field.maxSize) {
    return `The length of property ${property} is currently ${[...text].length} chars. It must be between 0 and ${field.maxSize} chars.`
  }
  if (field.format === 'isInt' && field.required && !isInRange(text)) {
    return `The range of property ${property} is currently ${toInteger(text)}. It must be between ${int32.min} and ${int32.max}.`
  }
  // PHP takes "0" for empty and does not look at it.
  const isValid = formats[field.format ?? '']
  return text === '0' || isValid === undefined || isValid(text) ? undefined : `Property ${property} is not valid`
}

const isInRange = (text: string): boolean =>
  text.trim() !== '' && Number(text) >= int32.min && Number(text) <= int32.max
