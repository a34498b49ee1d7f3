import { describe, expect, it } from 'vitest'
import { cut } from './cut.ts'

describe('cut', () => {
  it('leaves what fits', () => {
    expect(cut('Ana', 3)).toBe('Ana')
  })

  it('cuts at a word, also at the end of a line', () => {
    expect(cut('Podjetje za proizvodnjo čevljev', 28)).toBe('Podjetje za proizvodnjo')
    expect(cut('Podjetje za proizvodnjo\nčevljev', 28)).toBe('Podjetje za proizvodnjo')
  })

  it('cuts a word where there is no other way', () => {
    expect(cut('a bcdefghijklmnop', 10)).toBe('a bcdefghi')
  })

  it('does not cut a character in two', () => {
    expect(cut('😀😀😀', 2)).toBe('😀😀')
  })
})
