import { defineConfig } from 'vitest/config';

// `pure` runs what names no @grafana/* in plain Node, in milliseconds; `shell` gives the Grafana-facing folders a DOM.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/{frames,datasource,panel,app,integration,e2e,grafana}/**'],
        },
      },
      {
        test: {
          name: 'shell',
          environment: 'jsdom',
          include: ['tests/{frames,datasource,panel,app}/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/support/dom.ts'],
          server: { deps: { inline: [/@grafana\//, /react-use/, /rc-/] } },
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: ['tests/integration/**/*.test.ts'],
          // Set by npm test, which says so aloud, where no server can be started on which users may be made.
          exclude: process.env.SPIKETRACE_TEST_LOGINS === 'no' ? ['tests/integration/logins.test.ts'] : [],
          // One throw-away server at a time.
          poolOptions: { forks: { singleFork: true } },
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          // One workbench and one browser at a time.
          poolOptions: { forks: { singleFork: true } },
          // What a page comes to is waited for as long as a busy machine may take, not for the second that is the default.
          expect: { poll: { timeout: 30_000 } },
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'grafana',
          environment: 'node',
          // Only where there is one: npm run test:browser with GRAFANA_HOME or GRAFANA_URL.
          include: process.env.GRAFANA_HOME || process.env.GRAFANA_URL ? ['tests/grafana/**/*.test.ts'] : [],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
