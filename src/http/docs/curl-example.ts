import { type CallExample, usualParams } from './examples/call-example.ts'

/** A line for a shell that makes the call, with `$URL` and the kind of key that it takes in a variable. */
export function curlExample(method: string, path: string, credentials: Credentials, example: CallExample): string {
  const parts = [`curl${method === 'GET' ? '' : ` -X ${method}`} "$URL${target(path, example)}"`]
  if (credentials !== 'none') parts.push(`-H "${headers[credentials]}"`)
  if (example.file !== undefined) {
    parts.push(`-H 'Content-Type: ${example.file.type}'`, `--data-binary @${example.file.name}`)
  } else if (example.body !== undefined) {
    parts.push(`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(example.body))}`)
  }
  if (path.endsWith('/events')) parts.push('--no-buffer')
  return parts.join(' \\\n  ')
}

export type Credentials = 'none' | 'key' | 'session' | 'machine'

const headers = {
  key: 'X-API-Key: $API_KEY',
  session: 'Authorization: Bearer $TOKEN',
  machine: 'X-API-Key: $MACHINE_KEY',
} as const

function target(path: string, { params, query }: CallExample): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => params?.[name] ?? usualParams[name] ?? name)
  return query === undefined ? filled : `${filled}?${new URLSearchParams(query)}`
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
