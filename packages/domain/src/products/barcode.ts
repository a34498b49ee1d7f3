/** Whether this is an EAN-13, a UPC-A or an EAN-8 with the right check digit: weights 3 and 1 in turn, from the right. */
export const isBarcode = (text: string): boolean => {
  if (!/^(\d{8}|\d{12,13})$/.test(text)) return false
  const weighed = [...text].toReversed().map((digit, place) => Number(digit) * (place % 2 === 0 ? 1 : 3))
  return weighed.reduce((total, value) => total + value, 0) % 10 === 0
}
