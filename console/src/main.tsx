import '@mantine/core/styles.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { shareStyleNonce, styleNonce } from './style-nonce.ts'

shareStyleNonce()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider defaultColorScheme="auto" getStyleNonce={() => styleNonce() ?? ''}>
      <App />
    </MantineProvider>
  </StrictMode>,
)
