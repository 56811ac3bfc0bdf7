import { Box, Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { ErrorAlert } from '../ui/error-alert.tsx'

/** Keeps a page that fails from taking the rest of the console with it. */
export class PageErrorBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
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
