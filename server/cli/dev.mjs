// The server restarts on change and the page reloads in place; the page talks to the server through
// the proxy in vite.config.ts.
import { spawn } from 'node:child_process';
import prepare from './prepare.cjs';

prepare.requireNode();
await prepare.ensureInstalled();

const children = [
  start('node_modules/tsx/dist/cli.mjs', ['watch', 'server/main.ts', ...process.argv.slice(2)]),
  start('node_modules/vite/bin/vite.js', []),
];
for (const child of children) {
  child.on('exit', () => {
    for (const other of children) other.kill();
  });
}

function start(script, args) {
  return spawn(process.execPath, [script, ...args], {
    cwd: prepare.ROOT,
    stdio: 'inherit',
    env: { ...process.env, UV_THREADPOOL_SIZE: '12' },
  });
}
