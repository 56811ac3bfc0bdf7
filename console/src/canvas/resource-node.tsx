import { Text } from '@mantine/core'
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import classes from './canvas.module.css'
import { factsOf, type Spot, typeText } from './scene.ts'

export type ResourceNodeData = Pick<Spot, 'resource' | 'kind'> & {
  mayWrite: boolean
  onOpen: (id: number) => void
}
export type ResourceNodeType = Node<Record<string, unknown> & ResourceNodeData, 'resource'>

/** A resource on the canvas. Subdomains are drawn to targets, and targets to subdomains. */
export function ResourceNode({ data: { resource, kind, mayWrite, onOpen } }: NodeProps<ResourceNodeType>) {
  // Where lines of zones end, nobody draws one.
  const [isEnd, isBegin] = [mayWrite && kind === 'target', mayWrite && kind === 'subdomain']
  return (
    <div className={classes.node} data-kind={kind}>
      {kind !== 'zone' && (
        <Handle
          type="target"
          position={Position.Left}
          className={classes.handle}
          data-shown={isEnd}
          isConnectable={isEnd}
        />
      )}
      <Text size="xs" c="dimmed">
        {typeText(resource)}
      </Text>
      <button type="button" className={`${classes.name} nodrag`} onClick={() => onOpen(resource.id)}>
        {resource.name}
      </button>
      {kind === 'target' && (
        <Text size="xs" c="dimmed" truncate>
          {factsOf(resource)[0]}
        </Text>
      )}
      {kind !== 'target' && (
        <Handle
          type="source"
          position={Position.Right}
          className={classes.handle}
          data-shown={isBegin}
          isConnectable={isBegin}
        />
      )}
    </div>
  )
}
