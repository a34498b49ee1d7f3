/** One entry of the `errors` of an answer. */
export interface Problem {
  readonly code: number
  readonly message: string
}

/** The webservice refuses a request and says why. */
export class WebserviceError extends Error {
  readonly status: number
  readonly problems: readonly Problem[]

  constructor(status: number, code: number, message: string, further: readonly Problem[] = []) {
    super(message)
    this.status = status
    this.problems = [{ code, message }, ...further]
  }
}

/** PHP dies while it works: an empty 500, or the text with status 200 where the host shows errors. */
export class PhpCrash extends Error {
  readonly output: string

  constructor(output: string) {
    super('PHP died')
    this.output = output
  }
}

/** PrestaShop would do something that the sandbox does not know how to do. Answered 501, so that nobody takes it for the shop. */
export class NotModelledError extends Error {}

/** The refusal of a wrong name, with the nearest right one. */
export const didYouMean = (
  status: number,
  code: number,
  message: string,
  wrong: string,
  available: readonly string[],
): WebserviceError => {
  const list = available.length > 1 ? ` The full list is: "${available.join('", "')}"` : ''
  return new WebserviceError(status, code, `${message}. Did you mean: "${findClosest(wrong, available)}"?${list}`)
}

/** The last of the words with the smallest edit distance, counted in bytes. */
const findClosest = (input: string, words: readonly string[]): string => {
  let closest = ''
  let shortest = Number.POSITIVE_INFINITY
  for (const word of words) {
    const distance = levenshtein(Buffer.from(input), Buffer.from(word))
    if (distance > shortest) continue
    closest = word
    shortest = distance
  }
  return closest
}

const levenshtein = (a: Buffer, b: Buffer): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, byte] of a.entries()) {
    const current = [row + 1]
    for (const [column, other] of b.entries()) {
      const replaced = (previous[column] ?? 0) + (byte === other ? 0 : 1)
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}
