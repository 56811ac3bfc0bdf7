import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Stands in the built page where the server writes a nonce into every page that it gives out: see src/http/console.ts. */
const noncePlaceholder = '__ZONEPLANE_NONCE__'

/** Where the development server finds the API. */
const server = process.env.ZONEPLANE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [react()],
  ...(command === 'build' && { html: { cspNonce: noncePlaceholder } }),
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    target: 'es2023',
    // The first ones with light-dark(), which would be rewritten for older ones.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Files stay files: the page's policy takes nothing that is written into it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/docs': server, '/openapi.json': server, '/healthz': server },
  },
}))
