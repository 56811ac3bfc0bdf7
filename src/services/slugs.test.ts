import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StoreError } from '../store/store.ts'
import { slugOf, withFreeSlug } from './slugs.ts'

test.each([
  ['Zürich & Söhne', 'zurich-sohne'],
  ['  --Web_Shop 2--  ', 'web-shop-2'],
  ['ﬁne №5', 'fine-no5'],
  ['../../etc', 'etc'],
  ['日本', 'project'],
  ['💥', 'project'],
])('the slug of %j is %s', (name, slug) => {
  expect(slugOf(name, 'project')).toBe(slug)
})

test('any text becomes a slug that fits into a path, with room for a suffix', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), name => {
      expect(slugOf(name, 'x')).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/)
    }),
  )
})

test('the first free number is taken, and one that another has just taken is passed over', async () => {
  const taken = new Set(['shop', 'shop-2'])
  const stolen = new Set(['shop-3'])
  const slug = await withFreeSlug(
    'shop',
    async candidate => !taken.has(candidate),
    async candidate => {
      if (stolen.has(candidate)) throw new StoreError('taken', candidate)
      return candidate
    },
  )
  expect(slug).toBe('shop-4')
})

test('a name that very many have gets a random suffix, after few questions', async () => {
  let questions = 0
  const isFree = async (slug: string) => {
    questions++
    return !/^shop(-\d{1,2})?$/.test(slug)
  }
  expect(await withFreeSlug('shop', isFree, async slug => slug)).toMatch(/^shop-[0-9a-f]{8}$/)
  expect(questions).toBeLessThan(60)
})

test('another error ends the search', async () => {
  const failing = withFreeSlug(
    'shop',
    async () => true,
    async () => {
      throw new Error('no space left')
    },
  )
  await expect(failing).rejects.toThrow('no space left')
})
