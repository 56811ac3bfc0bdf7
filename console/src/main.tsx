import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createServices } from './session/create-services.ts'
import { shareStyleNonce } from './style-nonce.ts'

shareStyleNonce()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <App services={createServices()} />
  </StrictMode>,
)
