import type { Noise } from '@pretok/client-prestashop'
import { type Check, found, passed } from '@pretok/domain'
import { topics } from './topics.ts'

/** Whether PHP printed anything before the answers. */
export const checkAnswers = (noises: readonly Noise[]): Check => {
  const [first] = noises
  if (!first) return passed(topics.answers, ['Nothing stood before the answers.', 'Pred odgovori ni bilo ničesar.'])
  const { length: times } = noises
  return found(topics.answers, {
    status: 'warning',
    code: 'ERR_PRESTASHOP_NOISE',
    message: [
      `PHP printed text before ${times} answers: "${first.text}". Pretok reads past it.`,
      `PHP je izpisal besedilo pred odgovori (${times}-krat): "${first.text}". Pretok ga preskoči.`,
    ],
    details: { times, calls: [...new Set(noises.map(({ call }) => call))], excerpt: first.text },
  })
}
