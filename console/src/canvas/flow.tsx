import { useComputedColorScheme } from '@mantine/core'
import {
  applyNodeChanges,
  Background,
  type Connection,
  Controls,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useEffect, useRef, useState } from 'react'
import classes from './canvas.module.css'
import { LinkEdge, type LinkEdgeType } from './link-edge.tsx'
import { ResourceNode, type ResourceNodeType } from './resource-node.tsx'
import type { Link, Scene } from './scene.ts'

const nodeTypes = { resource: ResourceNode }
const edgeTypes = { link: LinkEdge }
const view = { maxZoom: 1, padding: 0.15 }

export interface FlowProps {
  scene: Scene
  mayWrite: boolean
  onOpen: (resource: number) => void
  onOpenLink: (connection: number) => void
  /** Somebody has drawn a line from a subdomain to a target, or the other way. */
  onConnect: (subdomain: number, target: number) => void
  onMove: (resource: number, position: { x: number; y: number }) => void
}

export function Flow({ scene, mayWrite, onOpen, onOpenLink, onConnect, onMove }: FlowProps) {
  const scheme = useComputedColorScheme('light')
  const [nodes, setNodes] = useState<ResourceNodeType[]>([])
  const flow = useRef<ReactFlowInstance<ResourceNodeType, LinkEdgeType | ZoneEdge>>(null)
  const count = scene.spots.length
  useEffect(() => {
    setNodes(known => scene.spots.map(spot => nodeOf(spot, known, { mayWrite, onOpen })))
  }, [scene, mayWrite, onOpen])
  // What is added is to be seen, wherever it was put.
  useEffect(() => {
    if (count > 0) void flow.current?.fitView(view)
  }, [count])
  const change = (changes: NodeChange<ResourceNodeType>[]) => {
    setNodes(known => applyNodeChanges(changes, known))
    for (const moved of changes) {
      // Where it has been let go, or was moved to with the keyboard.
      if (moved.type === 'position' && moved.dragging === false && moved.position !== undefined) {
        onMove(Number(moved.id), moved.position)
      }
    }
  }
  return (
    <section className={classes.flow} aria-label="Canvas">
      <ReactFlow
        nodes={nodes}
        edges={edgesOf(scene.links, onOpenLink)}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={change}
        onConnect={({ source, target }: Connection) => onConnect(Number(source), Number(target))}
        nodesDraggable={mayWrite}
        nodesConnectable={mayWrite}
        deleteKeyCode={null}
        colorMode={scheme}
        connectionRadius={40}
        fitView
        fitViewOptions={view}
        onInit={instance => {
          flow.current = instance
        }}
        minZoom={0.2}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  )
}

/** What is being dragged stays under the pointer, whatever has been read meanwhile. */
function nodeOf(
  { resource, kind, x, y }: Scene['spots'][number],
  known: readonly ResourceNodeType[],
  given: Pick<FlowProps, 'mayWrite' | 'onOpen'>,
): ResourceNodeType {
  const old = known.find(({ id }) => id === String(resource.id))
  const position = old?.dragging === true ? old.position : { x, y }
  return {
    ...old,
    id: String(resource.id),
    type: 'resource',
    position,
    ariaLabel: `${kind} ${resource.name}`,
    data: { resource, kind, ...given },
  }
}

/** Connections, and thinner lines from a zone to the subdomains that are connected in it. */
function edgesOf(links: readonly Link[], onOpen: (id: number) => void): (LinkEdgeType | ZoneEdge)[] {
  const ofZones = new Map<string, ZoneEdge>()
  for (const { zone, subdomain } of links) {
    if (zone === undefined) continue
    const id = `zone ${zone.id} ${subdomain.id}`
    ofZones.set(id, { id, source: String(zone.id), target: String(subdomain.id), ...zoneEdge })
  }
  const ofLinks = links.map(
    (link): LinkEdgeType => ({
      id: String(link.connection.id),
      type: 'link',
      source: String(link.subdomain.id),
      target: String(link.target.id),
      focusable: false,
      data: { link, onOpen },
    }),
  )
  return [...ofZones.values(), ...ofLinks]
}

interface ZoneEdge {
  id: string
  source: string
  target: string
  focusable: boolean
  selectable: boolean
  style: { stroke: string; strokeDasharray: string }
}

const zoneEdge = {
  focusable: false,
  selectable: false,
  style: { stroke: 'var(--mantine-color-gray-6)', strokeDasharray: '2 4' },
}
