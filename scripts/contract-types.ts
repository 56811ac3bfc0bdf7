import { globSync } from 'node:fs'
import { join } from 'node:path'
import { API, type Checker, type Symbol as TypeSymbol } from 'typescript/unstable/sync'

/** Flags of the compiler (`SymbolFlags`, `NodeBuilderFlags`). */
const isTypeAlias = 1 << 19
const isInterface = 1 << 6
const nothingCut = 1 << 0
const aliasesWrittenOut = 1 << 23

/**
 * The types that the contract's files export, by file, written out in full: whoever reads them needs neither its schemas nor the
 * package that those are made with.
 */
export function contractTypes(root: string, folder: string): [file: string, text: string][] {
  const api = new API({ cwd: root })
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] })
    const project = snapshot.getProjects()[0]
    if (project === undefined) throw new Error('tsconfig.json opens no project')
    const { program, checker } = project
    const files = globSync('*.ts', { cwd: folder }).filter(file => !file.endsWith('.test.ts'))
    return files.flatMap((file): [string, string][] => {
      const source = program.getSourceFile(join(folder, file))
      const module = source && checker.getSymbolAtLocation(source)
      const exported = module === undefined ? [] : checker.getExportsOfModule(module)
      const types = exported.filter(({ flags }) => (flags & (isTypeAlias | isInterface)) !== 0)
      if (types.length === 0) return []
      return [[file.replace(/\.ts$/, '.d.ts'), `${types.map(type => declaration(checker, type)).join('\n')}\n`]]
    })
  } finally {
    api.close()
  }
}

function declaration(checker: Checker, symbol: TypeSymbol): string {
  const type = checker.getDeclaredTypeOfSymbol(symbol)
  return `export type ${symbol.name} = ${checker.typeToString(type, undefined, nothingCut | aliasesWrittenOut)}`
}
