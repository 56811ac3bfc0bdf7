import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSortedLines } from './import-sort.ts'
import { openSpool } from './import-spool.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoneplane-sort-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The same numbers each time, from all over. */
function scattered(count: number, width: number): string[] {
  return Array.from({ length: count }, (_, index) => String((index * 7_919) % count).padStart(width, '0'))
}

async function sorted(lines: readonly string[]): Promise<string[]> {
  const sorting = createSortedLines(folder)
  for (let at = 0; at < lines.length; at += 777) await sorting.add(lines.slice(at, at + 777))
  const all: string[] = []
  for await (const block of sorting.read()) all.push(...block)
  await sorting.close()
  return all
}

test.each([0, 1, 2, 1000])('%i lines that fit into memory come back in order', async count => {
  const lines = scattered(count, 5)
  expect(await sorted(lines)).toEqual(lines.toSorted())
})

test('lines of many runs come back in order, every one of them, equal ones too', async () => {
  const lines = [...scattered(70_000, 200), ...scattered(70_000, 200)]
  const result = await sorted(lines)
  expect(result.length).toBe(140_000)
  expect(result.every((line, index) => index === 0 || result[index - 1]! <= line)).toBe(true)
  expect(new Set(result).size).toBe(70_000)
}, 120_000)

test('what is spooled has no name, and goes with the process', async () => {
  const spool = await openSpool(folder)
  await spool.append(['one', 'two'])
  expect(readdirSync(folder)).toEqual([])
  await spool.close()
})

test('blocks of a spool break between lines only, however long the lines are', async () => {
  const spool = await openSpool(folder)
  const lines = ['ä'.repeat(40_000), 'b', 'c'.repeat(200_000), 'd']
  await spool.append(['before'])
  const from = spool.size
  await spool.append(lines)
  const read: string[] = []
  for await (const block of spool.blocks(from, spool.size)) read.push(...block)
  expect(read).toEqual(lines)
  await spool.close()
})
