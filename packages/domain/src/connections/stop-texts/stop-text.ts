/** What happened and what to do, as a merchant reads it. */
export interface StopText {
  message: string
  messageSl: string
  remedy: string
  remedySl: string
}

/** By the code of the error that showed it. */
export type StopTexts = Readonly<Record<string, StopText>>
