// The thread where nothing is built: tests, `npm run dev`, and tools that open a store themselves.
import { register } from 'tsx/esm/api';

register();
await import('./summaryWorker.ts');
