export interface DifferenceLine {
  mark: 'kept' | 'added' | 'removed'
  text: string
}

/** All fields of what was and what became of it, each as `path: value`, with what is different marked. Entries of lists have a line each. */
export function differences(before: unknown, after: unknown): DifferenceLine[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)]
  const paths = [...new Set([...old.keys(), ...fresh.keys()])]
  return paths.flatMap(path => {
    const [was, is] = [old.get(path) ?? [], fresh.get(path) ?? []]
    return [
      ...was.map(
        (value): DifferenceLine => ({ mark: is.includes(value) ? 'kept' : 'removed', text: text(path, value) }),
      ),
      ...is
        .filter(value => !was.includes(value))
        .map((value): DifferenceLine => ({ mark: 'added', text: text(path, value) })),
    ]
  })
}

function text(path: string, value: string): string {
  return path === '' ? value : `${path}: ${value}`
}

/** By path, to the bottom. What isn't there, or is null, has none. */
function fieldsOf(value: unknown, path = ''): Map<string, string[]> {
  if (value === null || value === undefined) return new Map()
  if (typeof value !== 'object') return new Map([[path, [String(value)]]])
  if (Array.isArray(value) && value.every(item => typeof item !== 'object')) return new Map([[path, value.map(String)]])
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [...fieldsOf(inner, path === '' ? name : `${path}.${name}`)]),
  )
}
