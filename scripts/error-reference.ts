import { errorTable, machineErrorTable } from '../src/contract/errors.ts'

/** docs/reference/errors.md, from the error table. Written by `node scripts/write-reference.ts`; a test holds the two together. */
export function errorReference(): string {
  return `# Errors

<!-- Made from src/contract/errors.ts by scripts/write-reference.ts. -->

## Project API

Every reply that is not a success is \`{ message, error, code, requestId, details? }\`: \`message\` for people, \`error\` the HTTP
status phrase, \`code\` one of the table below, \`requestId\` as in the log and in \`X-Request-Id\`. \`details\` names every problem as
\`{ path, code, message }\`. Where all problems share one code of the table the reply's \`code\` is that one, else \`validation_failed\`.

| code | status | meaning |
|---|---|---|
${rows(Object.entries(errorTable), ([code, { status, meaning }]) => `\`${code}\` | ${status} | ${meaning}`)}

## Machine API

Every reply that is not a success is \`{ "error": { "code", "message" } }\`; the message names every problem.

| code | status |
|---|---|
${rows(Object.entries(machineErrorTable), ([code, status]) => `\`${code}\` | ${status}`)}
`
}

function rows<T>(entries: readonly T[], line: (entry: T) => string): string {
  return entries.map(entry => `| ${line(entry)} |`).join('\n')
}
