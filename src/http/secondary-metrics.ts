import { Gauge, type Registry } from 'prom-client'
import type { SecondaryService } from '../services/deps.ts'

/** How far the secondaries are, by their ids; the function given copies over what was found last. */
export function secondaryFigures({ lastLook }: Pick<SecondaryService, 'lastLook'>, registry: Registry): () => void {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `zoneplane_secondary_${name}`, help, labelNames: ['secondary'], registers: [registry] })
  const followed = gauge('zones', 'Zones that a secondary follows, catalog zones aside')
  const behind = gauge('zones_behind', 'Zones of a secondary that it is not known to have as they are')
  return () => {
    followed.reset()
    behind.reset()
    for (const [id, zones] of lastLook()?.progress ?? []) {
      followed.set({ secondary: String(id) }, zones.followed)
      behind.set({ secondary: String(id) }, zones.behind)
    }
  }
}
