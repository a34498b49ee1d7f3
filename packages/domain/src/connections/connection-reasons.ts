import type { Reason } from '../orders/order-state.ts'
import { metakockaTexts } from './stop-texts/metakocka.ts'
import { networkTexts } from './stop-texts/network.ts'
import { prestashopTexts } from './stop-texts/prestashop.ts'
import { pretokTexts } from './stop-texts/pretok.ts'
import type { StopText, StopTexts } from './stop-texts/stop-text.ts'
import { writeBackTexts } from './stop-texts/write-back.ts'

const texts: StopTexts = { ...networkTexts, ...prestashopTexts, ...metakockaTexts, ...pretokTexts, ...writeBackTexts }

/** What a code means to a merchant; `undefined` for a code without words of its own. */
export const findStopText = (code: string): StopText | undefined => texts[code]

export interface NamedError {
  code: string
  message: string
  details?: Readonly<Record<string, unknown>>
}

/** Why a connection or a flow stopped, given the error that stopped it. Its own words go along as `details.seen`. */
export const stopReason = ({ code, message, details = {} }: NamedError): Reason => {
  const text = findStopText(code) ?? {
    message: `It did not succeed: ${message}`,
    messageSl: `Ni uspelo: ${message}`,
    remedy: 'See the details, mend the cause, and try again.',
    remedySl: 'Oglejte si podrobnosti, odpravite vzrok in poskusite znova.',
  }
  return { code, ...text, details: { ...details, seen: message } }
}
