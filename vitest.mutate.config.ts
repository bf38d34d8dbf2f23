import { defineConfig } from 'vitest/config';

/** The tests `npm run mutate` runs thousands of times: those of what is mutated, in one module graph. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['shared/{findings,query}/**/*.test.ts'],
    setupFiles: ['shared/testing/briefProperties.ts', 'shared/testing/equalAttributes.ts'],
    isolate: false,
  },
});
