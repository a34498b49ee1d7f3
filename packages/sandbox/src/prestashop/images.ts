import { renderDocument } from './render-xml.ts'
import { fieldOf, type Row } from './row.ts'
import type { Shop } from './shop.ts'
import { didYouMean, NotModelledError, WebserviceError } from './webservice-error.ts'

const kinds = ['general', 'products', 'categories', 'manufacturers', 'suppliers', 'stores', 'customizations']
const mimeTypes = 'image/gif, image/jpg, image/jpeg, image/pjpeg, image/png, image/webp, image/x-png'

/**
 * The listings under `/api/images`; the pictures themselves are not in a dump.
 *
 * @returns the XML document, or `undefined` for what does not exist
 * @throws {WebserviceError} unknown kind or unknown image
 * @throws {NotModelledError} a picture, or a kind other than products
 */
export const renderImages = (shop: Shop, path: readonly string[], apiUrl: string): string | undefined => {
  const [kind, id, imageId] = path.filter((segment) => segment !== '')
  if (kind === undefined)
    return renderDocument(`<image_types>\n${kinds.map((name) => kindEntry(name, apiUrl)).join('')}</image_types>\n`)
  if (!kinds.includes(kind)) throw didYouMean(400, 48, `Image of type "${kind}" does not exist`, kind, kinds)
  if (kind !== 'products') throw new NotModelledError(`images of ${kind}`)
  if (id === undefined) return renderProducts(shop, apiUrl)
  const images = imagesOf(shop.row('products', Number(id)))
  if (images.length === 0) return undefined
  if (imageId === undefined) {
    const entries = images.map(
      (image) => `<declination id="${image}" xlink:href="${apiUrl}images/products/${id}/${image}"/>\n`,
    )
    return renderDocument(`<image id="${id}">\n${entries.join('')}</image>\n`)
  }
  if (!images.includes(imageId)) throw new WebserviceError(400, 57, 'This image id does not exist')
  throw new NotModelledError('the picture of a product')
}

const kindEntry = (name: string, apiUrl: string): string =>
  `<${name} xlink:href="${apiUrl}images/${name}" get="true" put="false" post="false" patch="false" delete="false" head="true" upload_allowed_mimetypes="${mimeTypes}"/>\n`

const imagesOf = (product: Row | undefined): (string | undefined)[] =>
  product?.associations?.['images']?.map((image) => image['id']) ?? []

const renderProducts = (shop: Shop, apiUrl: string): string => {
  const types = shop
    .rows('image_types')
    .filter((row) => fieldOf(row, 'products') === '1')
    .map((row) => ({ id: row.id, name: String(fieldOf(row, 'name')) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ id, name }) => `<image_type id="${id}" name="${name}" xlink:href="${apiUrl}image_types/${id}"/>\n`)
  const products = shop
    .rows('products')
    .filter((row) => imagesOf(row).length > 0)
    .sort((a, b) => a.id - b.id)
    .map(({ id }) => `<image id="${id}" xlink:href="${apiUrl}images/products/${id}"/>\n`)
  return renderDocument(`<image_types>\n${types.join('')}</image_types>\n<images>\n${products.join('')}</images>\n`)
}
