import { errorTable, machineErrorTable } from '../../contract/errors.ts'
import { callHtml } from './call-html.ts'
import { type ApiDocument, type Call, callsOf } from './document.ts'
import { escapeHtml, proseHtml } from './escape.ts'
import { sdkBeginning } from './examples/call-example.ts'
import { callExamples } from './examples/index.ts'

/** The whole documentation as one page, made from the OpenAPI document. */
export function docsPage(document: ApiDocument): string {
  const sections = sectionsOf(callsOf(document))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(document.info.title)} API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/docs.css">
<script src="/docs/docs.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the calls</a>
<header>
<p class="name"><a href="/">${escapeHtml(document.info.title)}</a> API</p>
<p><label for="search">Search</label> <input id="search" type="search" placeholder="record, changeId, duplicate_zone …" autocomplete="off" spellcheck="false"></p>
<p><label for="examples">Examples</label> <select id="examples"><option value="all">all</option><option value="curl">curl</option><option value="sdk">TypeScript</option><option value="cli">command line</option></select></p>
<p id="found" role="status"></p>
<nav aria-label="Calls">${navigation(sections)}</nav>
</header>
<main id="main">
${introduction(document)}
${sections.map(sectionHtml).join('\n')}
${errorsSection()}
</main>
</body>
</html>
`
}

interface Section {
  tag: string
  calls: Call[]
}

/** In the order in which somebody comes to need them; what isn't in it comes behind. */
const order = [
  ...['zones', 'records', 'changes', 'files', 'events', 'secondaries', 'resources', 'resource connections'],
  ...['projects', 'cloud connections', 'workspaces', 'accounts', 'activities'],
  ...['machine: records', 'machine: domains', 'machine keys', 'domains', 'health'],
]

function sectionsOf(calls: readonly Call[]): Section[] {
  const byTag = Map.groupBy(calls, ({ operation }) => operation.tags?.[0] ?? 'others')
  const rank = (tag: string) => (order.includes(tag) ? order.indexOf(tag) : order.length)
  return [...byTag].map(([tag, calls]) => ({ tag, calls })).sort((one, other) => rank(one.tag) - rank(other.tag))
}

function sectionId(tag: string): string {
  return `calls-${tag.replaceAll(/[^a-z]+/g, '-')}`
}

function title(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1)
}

function navigation(sections: readonly Section[]): string {
  const items = sections.map(({ tag, calls }) => {
    const inner = calls.map(({ method, operation }) => {
      const { operationId = '', summary = '' } = operation
      return `<li><a href="#${escapeHtml(operationId)}">${proseHtml(summary)} <span class="verb">${method}</span></a></li>`
    })
    return `<li><a href="#${sectionId(tag)}">${escapeHtml(title(tag))}</a><ul>${inner.join('')}</ul></li>`
  })
  return `<ul><li><a href="#begin">How to begin</a></li>${items.join('')}<li><a href="#errors">Errors</a></li></ul>`
}

function sectionHtml({ tag, calls }: Section): string {
  const inner = calls.map(call => callHtml(call, callExamples)).join('\n')
  return `<section class="group" aria-labelledby="${sectionId(tag)}"><h2 id="${sectionId(tag)}">${escapeHtml(title(tag))}</h2>
${inner}
</section>`
}

function introduction({ info }: ApiDocument): string {
  return `<section class="begin"><h1 id="begin">${escapeHtml(info.title)} API</h1>
<p>${proseHtml(info.description ?? '')} The same as <a href="/openapi.json">OpenAPI 3.1</a>, for programs.</p>
<p>A key of yours (<code>sk_…</code>) or a session's token opens the project API; a project's key (<code>rk_…</code>) opens the machine
API under <code>/api/v1/machine</code>. Every write takes an <code>Idempotency-Key</code>: the same request sent again within a day gets the
first reply. What is refused is refused whole, with everything that is wrong in <code>details</code>.</p>
<div class="examples">
<figure class="example curl"><figcaption>curl</figcaption><pre tabindex="0"><code>URL=http://127.0.0.1:8080
API_KEY=sk_…
MACHINE_KEY=rk_…
TOKEN=…   # of a session, as POST /api/auth/login gives it</code></pre></figure>
<figure class="example sdk"><figcaption>TypeScript</figcaption><pre tabindex="0"><code>${escapeHtml(sdkBeginning)}</code></pre></figure>
<figure class="example cli"><figcaption>Command line</figcaption><pre tabindex="0"><code>zoneplane login http://127.0.0.1:8080</code></pre></figure>
</div></section>`
}

function errorsSection(): string {
  const rows = Object.entries(errorTable).map(([code, { status, meaning }]) => errorRow(code, status, meaning))
  const machine = Object.entries(machineErrorTable)
    .filter(([code]) => !(code in errorTable))
    .map(([code, status]) => errorRow(code, status, 'Of the machine API.'))
  return `<section class="group" aria-labelledby="errors"><h2 id="errors">Errors</h2>
<p>Codes are stable; messages are for people and may change. <code>requestId</code> leads to the log.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Errors"><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>${[...rows, ...machine].join('')}</tbody></table></div></section>`
}

function errorRow(code: string, status: number, meaning: string): string {
  return `<tr id="error-${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${proseHtml(meaning)}</td></tr>`
}
