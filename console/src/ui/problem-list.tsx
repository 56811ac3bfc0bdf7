import { Code, List, Text } from '@mantine/core'
import type { Problem } from '../../../src/sdk/index.ts'

/** Everything that is wrong, each with its place. `most`: how many are shown; the rest is counted. */
export function ProblemList({ problems, most = 20 }: { problems: readonly Problem[]; most?: number }) {
  const shown = problems.slice(0, most)
  return (
    <>
      <List size="sm" spacing={4}>
        {shown.map(({ path, code, message }) => (
          <List.Item key={`${path} ${code} ${message}`}>
            {path !== '' && <Code mr={6}>{path}</Code>}
            {message}
          </List.Item>
        ))}
      </List>
      {problems.length > shown.length && (
        <Text size="sm" mt={4}>
          and {(problems.length - shown.length).toLocaleString()} more
        </Text>
      )}
    </>
  )
}
