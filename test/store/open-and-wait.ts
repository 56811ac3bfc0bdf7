import { openStore } from '../../src/store/database.ts'
import { storeOptions } from './store-options.ts'

/** Opens the store, says so, and keeps it until the input closes. */
const store = await openStore(storeOptions())
console.log('open')
process.stdin.resume().on('end', () => store.close())
