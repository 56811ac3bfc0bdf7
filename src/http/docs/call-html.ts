import { type ErrorCode, errorTable, type MachineErrorCode, machineErrorTable } from '../../contract/errors.ts'
import { isMachinePath } from '../../contract/paths.ts'
import { errorsOf } from './call-errors.ts'
import { type Credentials, curlExample } from './curl-example.ts'
import { type ApiParameter, type Call, type JsonSchema, routeOf } from './document.ts'
import { escapeHtml, proseHtml } from './escape.ts'
import type { CallExamples } from './examples/call-example.ts'
import { type Field, fieldsOf, textOf, typeOf } from './fields.ts'

/** All that there is to know of one call. */
export function callHtml(call: Call, examples: CallExamples): string {
  const { method, path, operation } = call
  const { operationId = '', summary = '', description, parameters = [], requestBody } = operation
  return `<section class="call" id="${escapeHtml(operationId)}" aria-labelledby="${escapeHtml(operationId)}-title">
<h3 id="${escapeHtml(operationId)}-title"><a href="#${escapeHtml(operationId)}">${proseHtml(summary)}</a></h3>
<p class="line"><span class="method ${method.toLowerCase()}">${method}</span> <code>${pathHtml(path)}</code></p>
${description === undefined ? '' : `<p>${proseHtml(description)}</p>`}
${examplesHtml(call, examples)}
${tableHtml('Parameters', inOrder(parameters).map(parameterField))}
${requestBody === undefined ? '' : bodyHtml(requestBody)}
${repliesHtml(call)}
${errorsHtml(call)}
</section>`
}

function pathHtml(path: string): string {
  return escapeHtml(path).replaceAll(/:\w+/g, name => `<var>${name}</var>`)
}

function examplesHtml(call: Call, examples: CallExamples): string {
  const example = examples[routeOf(call)]
  if (example === undefined) return ''
  const { sdk, cli } = example
  const blocks = [
    ['curl', 'curl', curlExample(call.method, call.path, credentialsOf(call), example)],
    ['sdk', 'TypeScript', sdk],
    ['cli', 'Command line', cli === null ? null : `zoneplane ${cli}`],
  ] as const
  const shown = blocks.flatMap(([kind, title, code]) =>
    code === null
      ? []
      : [
          `<figure class="example ${kind}"><figcaption>${title}</figcaption><pre tabindex="0"><code>${escapeHtml(code)}</code></pre></figure>`,
        ],
  )
  return `<div class="examples">${shown.join('\n')}</div>`
}

/** A call that takes a session and nothing else names it alone. */
export function credentialsOf({ path, operation }: Call): Credentials {
  const { security = [] } = operation
  if (security.length === 0) return 'none'
  if (isMachinePath(path)) return 'machine'
  return security.some(one => 'apiKey' in one) ? 'key' : 'session'
}

function inOrder(parameters: readonly ApiParameter[]): ApiParameter[] {
  const places = ['path', 'query', 'header']
  return parameters.toSorted((one, other) => places.indexOf(one.in) - places.indexOf(other.in))
}

function parameterField({ name, in: place, required = false, description, schema = {} }: ApiParameter): Field {
  const text = textOf({ ...schema, ...(description !== undefined && { description }) })
  return { path: name, type: `${place}, ${typeOf(schema)}`, required, text }
}

function bodyHtml({ content = {} }: { content?: Record<string, { schema?: JsonSchema }> }): string {
  return Object.entries(content)
    .map(([type, { schema = {} }]) => {
      const fields = fieldsOf(schema)
      if (fields.length > 0) return tableHtml('Body', fields)
      return `<h4>Body</h4><p><code>${escapeHtml(type)}</code> ${proseHtml(schema.description ?? '')}</p>`
    })
    .join('\n')
}

function repliesHtml({ operation }: Call): string {
  return Object.entries(operation.responses)
    .filter(([status]) => /^2\d\d$/.test(status))
    .map(([status, { content = {}, description }]) => {
      const schema = Object.values(content)[0]?.schema ?? {}
      const fields = fieldsOf(schema)
      if (fields.length > 0) return tableHtml(`Reply ${status}`, fields)
      return `<h4>Reply ${status}</h4><p>${proseHtml(schema.description ?? description ?? '')}</p>`
    })
    .join('\n')
}

function errorsHtml(call: Call): string {
  const items = errorsOf(call).map(code => {
    return `<li><a href="#error-${code}"><code>${code}</code></a> <span class="status">${statusOf(code)}</span></li>`
  })
  return `<details><summary>Errors</summary><ul class="errors">${items.join('')}</ul></details>`
}

function statusOf(code: ErrorCode | MachineErrorCode): number {
  return code in machineErrorTable && !(code in errorTable)
    ? machineErrorTable[code as MachineErrorCode]
    : errorTable[code as ErrorCode].status
}

function tableHtml(title: string, fields: readonly Field[]): string {
  if (fields.length === 0) return ''
  const rows = fields.map(({ path, type, required, text }) => {
    const name = `<code>${escapeHtml(path)}</code>${required ? ' <span class="required">required</span>' : ''}`
    return `<tr><th scope="row">${name}</th><td>${escapeHtml(type)}</td><td>${proseHtml(text)}</td></tr>`
  })
  const isReply = title.startsWith('Reply')
  const table = `<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  return isReply ? `<details><summary>${title}</summary>${table}</details>` : `<h4>${title}</h4>${table}`
}
