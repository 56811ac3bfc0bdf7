import { Argument, type Command } from 'commander'
import type { Cli } from '../cli.ts'

type Shell = 'bash' | 'zsh' | 'fish'

export function completionCommand(program: Command, { io }: Cli): void {
  program
    .command('completion')
    .description('print a script that completes commands and options')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', help)
    .action((shell: Shell) => {
      io.stdout.write(scripts[shell](wordsByPath(program)))
    })
}

const help = `
Examples:
  source <(zoneplane completion bash)
  zoneplane completion zsh > "\${fpath[1]}/_zoneplane"
  zoneplane completion fish > ~/.config/fish/completions/zoneplane.fish`

interface Word {
  word: string
  description: string
}

/** What can come after each command, by its words: `''`, `zones`, `zones list`. */
function wordsByPath(program: Command): Map<string, Word[]> {
  const found = new Map<string, Word[]>()
  const visit = (command: Command, path: string) => {
    const commands = command.commands.map(({ name, description }) => ({ name, description }))
    found.set(path, [
      ...command.commands.map(inner => ({ word: inner.name(), description: inner.description() })),
      ...[...command.options, ...(command === program ? [] : program.options)].flatMap(({ long, description }) =>
        long ? [{ word: long, description }] : [],
      ),
    ])
    if (commands.length > 0) for (const inner of command.commands) visit(inner, `${path} ${inner.name()}`.trim())
  }
  visit(program, '')
  return found
}

const scripts: Readonly<Record<Shell, (words: Map<string, Word[]>) => string>> = {
  bash: words => `# zoneplane completion for bash
_zoneplane() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${pathCases(words, path => `      ${JSON.stringify(path)}) path=${JSON.stringify(path)} ;;`)}
    esac
  done
  case "$path" in
${cases(words, (path, list) => `    ${JSON.stringify(path === '' ? '' : ` ${path}`)}) COMPREPLY=($(compgen -W ${JSON.stringify(plain(list))} -- "$current")) ;;`)}
  esac
  [[ \${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _zoneplane zoneplane
`,
  zsh: words => `#compdef zoneplane
_zoneplane() {
  local path="" word
  for word in \${words[2,CURRENT-1]}; do
    case "$path $word" in
${pathCases(words, path => `      ${JSON.stringify(path)}) path=${JSON.stringify(path)} ;;`)}
    esac
  done
  local -a found
  case "$path" in
${cases(words, (path, list) => `    ${JSON.stringify(path === '' ? '' : ` ${path}`)}) found=(${list.map(zshWord).join(' ')}) ;;`)}
  esac
  _describe 'zoneplane' found
  _files
}
compdef _zoneplane zoneplane
`,
  fish: words => `# zoneplane completion for fish
${[...words].flatMap(([path, list]) => list.map(word => fishLine(path, word, words.get(path) ?? []))).join('\n')}
`,
}

function pathCases(words: Map<string, Word[]>, line: (path: string) => string): string {
  return [...words.keys()]
    .filter(path => path !== '')
    .map(path => line(` ${path}`))
    .join('\n')
}

function cases(words: Map<string, Word[]>, line: (path: string, list: Word[]) => string): string {
  return [...words].map(([path, list]) => line(path, list)).join('\n')
}

const plain = (list: readonly Word[]) => list.map(({ word }) => word).join(' ')

/** Colons part a word from its description, and quotes would end it. */
const zshWord = ({ word, description }: Word) => `'${word}:${description.replaceAll("'", '’').replaceAll(':', '\\:')}'`

function fishLine(path: string, { word, description }: Word, siblings: readonly Word[]): string {
  const commands = siblings.filter(({ word }) => !word.startsWith('--')).map(({ word }) => word)
  const seen = path === '' ? '' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`
  const notYet = commands.length === 0 ? '' : `not __fish_seen_subcommand_from ${commands.join(' ')}`
  const condition = [seen, notYet].filter(part => part !== '').join('; and ')
  const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`
  return `complete -c zoneplane ${condition === '' ? '' : `-n '${condition}' `}${what} -d '${description.replaceAll("'", '’')}'`
}
