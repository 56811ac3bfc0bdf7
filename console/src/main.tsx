import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { beginPage } from './begin.ts'
import { createServices } from './session/create-services.ts'
import { shareStyleNonce } from './style-nonce.ts'

shareStyleNonce()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
const services = createServices()
const page = createRoot(root)
// Not awaited here: the page's files import from this one, and would wait for it.
void beginPage(services, location).then(() =>
  page.render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  ),
)
