/** Releases of the official suite that are run, from npm's `@modelcontextprotocol/conformance`: the newest of each line. */
export const SUITES = ['0.1.16', '0.2.0-alpha.12'] as const;
export type SuiteVersion = (typeof SUITES)[number];

/** Versions of the protocol that both the suites and the MCP library know. */
export const SPECS = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;
export type Spec = (typeof SPECS)[number];

/** What a suite finds wanting in any server, and why that is the suite's doing. */
export const FLOOR: Partial<Record<SuiteVersion, Record<string, string>>> = {
  '0.1.16': {
    'server-sse-polling':
      'it says in its headers that it speaks 2025-03-26, in which streams cannot be resumed as it expects',
  },
};
