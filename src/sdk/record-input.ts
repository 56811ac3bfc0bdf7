/** What forms check with before anything is sent: the server's own rules, which need no server. */
export { domainProblems } from '../contract/domain-name.ts'
