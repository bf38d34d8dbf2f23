// Runs one of the project's own programs in TypeScript, `tool.mjs <file> [flags]`, and like `npm start`
// installs the packages first where they are missing.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import prepare from './prepare.cjs';

const [, , file = '', ...flags] = process.argv;

prepare.requireNode();
try {
  await prepare.ensureInstalled();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const program = path.join(prepare.ROOT, file);
process.argv = [process.execPath, program, ...flags];
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(program).href);
