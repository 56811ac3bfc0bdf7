import { Box, Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { ErrorAlert } from '../ui/error-alert.tsx'

interface PageErrorProps {
  /** Of the page. On another one everything is begun anew. */
  path: string
  children: ReactNode
}

/** Keeps a page that fails from taking the rest of the console with it. */
export class PageErrorBoundary extends Component<PageErrorProps, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidUpdate({ path }: PageErrorProps) {
    if (path !== this.props.path && this.state.error !== undefined) this.setState({ error: undefined })
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <Box p="lg" maw={700}>
        <ErrorAlert error={this.state.error} title="This page could not be shown" />
        <Button mt="md" variant="default" onClick={() => location.reload()}>
          Load it anew
        </Button>
      </Box>
    )
  }
}
