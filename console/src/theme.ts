import { type CSSVariablesResolver, createTheme, type MantineThemeOverride } from '@mantine/core'

export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  components: {
    Tooltip: {
      defaultProps: { multiline: true, maw: 320, openDelay: 300, events: { hover: true, focus: true, touch: true } },
    },
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        // Its element would be taken for another head of the whole page.
        attributes: { header: { role: 'presentation' } },
      },
      styles: { title: { fontWeight: 600 } },
    },
    // An example that is given stays one, also where what was typed is wrong.
    Input: { vars: () => ({ wrapper: { '--input-placeholder-color': 'var(--mantine-color-placeholder)' } }) },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm' }, styles: { root: { textTransform: 'none' } } },
    Alert: { defaultProps: { variant: 'light' } },
  },
})

/** Colours of light badges and alerts: their text in the shade that stands out from their ground (WCAG 2.2, 1.4.3). */
const toned = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'indigo', 'grape'] as const
const darkest: Record<(typeof toned)[number], string> = {
  gray: '#343a40',
  red: '#9b1c1c',
  orange: '#8a3608',
  yellow: '#704a00',
  green: '#1b5e2a',
  teal: '#07594a',
  blue: '#10508c',
  indigo: '#2c3fa8',
  grape: '#7a2489',
}

const pale = (color: string) => `color-mix(in srgb, var(--mantine-color-${color}-1) 60%, white)`

/** Where Mantine's own colours are too pale to be read by everybody. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a6370',
    '--mantine-color-placeholder': '#69727d',
    '--mantine-color-error': '#c1241f',
    '--mantine-color-red-outline': '#c1241f',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-body': '#ffffff',
    '--zp-ground': '#f6f7f9',
    '--zp-line': '#e3e6ea',
    ...Object.fromEntries(toned.map(color => [`--mantine-color-${color}-light-color`, darkest[color]])),
    ...Object.fromEntries(toned.map(color => [`--mantine-color-${color}-light`, pale(color)])),
    '--mantine-color-gray-light': '#e9ecf0',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b0b8',
    '--mantine-color-placeholder': '#959ca4',
    '--mantine-color-error': '#ff8f8a',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-3)',
    '--zp-ground': 'var(--mantine-color-dark-8)',
    '--zp-line': 'var(--mantine-color-dark-5)',
    ...Object.fromEntries(
      toned.map(color => [`--mantine-color-${color}-light-color`, `var(--mantine-color-${color}-2)`]),
    ),
  },
})
