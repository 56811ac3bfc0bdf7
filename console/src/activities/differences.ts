export interface DifferenceLine {
  mark: 'kept' | 'added' | 'removed'
  text: string
}

/** All fields of what was and what became of it, each as `path: value`, with those that are different marked. */
export function differences(before: unknown, after: unknown): DifferenceLine[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)]
  const paths = [...new Set([...old.keys(), ...fresh.keys()])]
  return paths.flatMap(path => {
    const [was, is] = [old.get(path), fresh.get(path)]
    if (was === is) return [line('kept', path, was)]
    return [
      ...(was === undefined ? [] : [line('removed', path, was)]),
      ...(is === undefined ? [] : [line('added', path, is)]),
    ]
  })
}

function line(mark: DifferenceLine['mark'], path: string, value: string | undefined): DifferenceLine {
  return { mark, text: path === '' ? (value ?? '') : `${path}: ${value}` }
}

/** By path, to the bottom. */
function fieldsOf(value: unknown, path = ''): Map<string, string> {
  if (value === null || value === undefined) return new Map()
  if (typeof value !== 'object') return new Map([[path, String(value)]])
  if (Array.isArray(value) && value.every(item => typeof item !== 'object')) return new Map([[path, value.join(', ')]])
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [...fieldsOf(inner, path === '' ? name : `${path}.${name}`)]),
  )
}
