import { VisuallyHidden } from '@mantine/core'
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react'
import classes from './canvas.module.css'
import { statusWords } from './link-status.tsx'
import { type Link, linkedName } from './scene.ts'

export type LinkEdgeType = Edge<{ link: Link; onOpen: (id: number) => void } & Record<string, unknown>, 'link'>

const colors: Record<Link['connection']['status'], string> = {
  pending: 'var(--mantine-color-gray-5)',
  connecting: 'var(--mantine-color-blue-6)',
  connected: 'var(--mantine-color-teal-6)',
  failed: 'var(--mantine-color-red-6)',
  disconnected: 'var(--mantine-color-gray-5)',
}

/** A connection, with its state and the zone that its records are in. */
export function LinkEdge({ data, ...edge }: EdgeProps<LinkEdgeType>) {
  const [path, x, y] = getBezierPath(edge)
  if (data === undefined) return null
  const { link, onOpen } = data
  const { id, status } = link.connection
  const dashes = status === 'connected' ? undefined : '6 4'
  return (
    <>
      <BaseEdge path={path} style={{ stroke: colors[status], strokeWidth: 2, strokeDasharray: dashes }} />
      <EdgeLabelRenderer>
        <button
          type="button"
          className={`${classes.label} nodrag nopan`}
          data-status={status}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          onClick={() => onOpen(id)}
        >
          <VisuallyHidden>
            {linkedName(link)} to {link.target.name}:{' '}
          </VisuallyHidden>
          {link.zone?.domainName ?? 'no zone'} · {statusWords[status]}
        </button>
      </EdgeLabelRenderer>
    </>
  )
}
