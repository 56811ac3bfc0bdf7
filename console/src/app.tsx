import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'
import { HomePage } from './layout/home-page.tsx'
import { PageErrorBoundary } from './layout/page-error.tsx'
import { Shell } from './layout/shell.tsx'
import { LiveUpdates } from './live/live-updates.tsx'
import { EditsProvider } from './records/edits-context.tsx'
import { routes } from './routes.tsx'
import { type Services, ServicesProvider, useSession } from './session/session-context.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { styleNonce } from './style-nonce.ts'
import { cssVariables, theme } from './theme.ts'
import { Loading } from './ui/async-view.tsx'
import { EmptyState } from './ui/empty-state.tsx'

export function App({ services }: { services: Services }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce() ?? ''}
    >
      <QueryClientProvider client={services.queries}>
        <ServicesProvider services={services}>
          <Notifications position="bottom-right" />
          <Switch>
            <Route path="/sign-in" component={SignInPage} />
            <Route>
              <SignedIn />
            </Route>
          </Switch>
        </ServicesProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}

function SignedIn() {
  const session = useSession()
  const [path] = useLocation()
  if (session.status === 'signed-out') {
    const next = path === '/' ? '' : `?next=${encodeURIComponent(path + location.search)}`
    return <Redirect to={`/sign-in${next}`} replace />
  }
  return (
    <EditsProvider owner={session.email}>
      <Shell>
        <LiveUpdates />
        <PageErrorBoundary path={path}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/" component={HomePage} />
              {routes.map(({ path, page }) => (
                <Route key={path} path={path} component={page} />
              ))}
              <Route>
                <EmptyState
                  icon="search"
                  title="There is no such page"
                  action={<Link href="/">Back to the zones</Link>}
                />
              </Route>
            </Switch>
          </Suspense>
        </PageErrorBoundary>
      </Shell>
    </EditsProvider>
  )
}
