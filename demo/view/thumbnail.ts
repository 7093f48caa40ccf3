import { element } from './element.ts'

/** The longer side of a thumbnail, in pixels of the page. */
const SIZE = 160

/**
 * A small picture of an image; `undefined` if the browser cannot decode it. It is drawn on a canvas,
 * which a policy without `blob:` images allows.
 */
export async function thumbnail(image: Blob, name: string): Promise<HTMLElement | undefined> {
  if (!image.type.startsWith('image/')) return undefined
  try {
    const bitmap = await createImageBitmap(image)
    const scale = Math.min(1, (SIZE * devicePixelRatio) / Math.max(bitmap.width, bitmap.height))
    const canvas = element('canvas', { class: 'thumbnail', role: 'img', 'aria-label': name })
    canvas.width = Math.max(1, Math.round(bitmap.width * scale))
    canvas.height = Math.max(1, Math.round(bitmap.height * scale))
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    bitmap.close()
    return canvas
  } catch {
    return undefined
  }
}
