import { type ComponentType, use } from 'react'

/** A component whose file is loaded when it's first shown, or before, where somebody sees it coming. */
export interface Later<Props extends object> {
  page: ComponentType<Props>
  preload: () => Promise<unknown>
}

/**
 * As `lazy` of React, but what has been loaded is shown at once. React keeps every sign of waiting for 0.3 s, which would be most of the time
 * that a page takes.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  let loaded: ComponentType<Props> | undefined
  let loading: Promise<ComponentType<Props>> | undefined
  const preload = () => {
    loading ??= load().then(component => {
      loaded = component
      return component
    })
    return loading
  }
  return {
    page: props => {
      const Loaded = loaded ?? use(preload())
      return <Loaded {...props} />
    },
    preload,
  }
}
