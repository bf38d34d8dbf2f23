// Plain CommonJS: this runs before anything is installed, on whatever Node is there.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '../..');
const SOURCES = ['apps', 'server', 'shared', 'public', 'vite.config.ts', 'package-lock.json'];

/** Ends the process with a plain sentence when Node is too old for the packages used. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (isSupported) return;
  process.stderr.write(
    `Hopscope needs Node 20.19 or newer (22.12 or newer on 22); this is ${process.version}.\n`,
  );
  process.exit(1);
}

/** Installs the packages when they are missing or the lock file has changed since. */
async function ensureInstalled() {
  const installed = modifiedMs(path.join(ROOT, 'node_modules/.package-lock.json'));
  if (installed >= modifiedMs(path.join(ROOT, 'package-lock.json'))) return;
  say('Installing packages …');
  const startedMs = Date.now();
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const nowS = Date.now() / 1000;
  fs.utimesSync(path.join(ROOT, 'node_modules/.package-lock.json'), nowS, nowS);
  say(`Packages installed in ${seconds(startedMs)}.`);
}

/** Builds page and server when there is no build or a source is newer than it. */
async function ensureBuilt() {
  const built = Math.min(
    modifiedMs(path.join(ROOT, 'dist/server/main.js')),
    modifiedMs(path.join(ROOT, 'dist/explorer/index.html')),
  );
  if (built > newestMs(SOURCES.map((name) => path.join(ROOT, name)))) return;
  say('Building …');
  const startedMs = Date.now();
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
  const build = (kind) =>
    run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { HOPSCOPE_BUILD: kind });
  await Promise.all([build('explorer'), build('server')]);
  say(`Built in ${seconds(startedMs)}.`);
}

function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with ${code}`)),
    );
  });
}

function newestMs(places) {
  let newest = 0;
  for (const place of places) {
    const stat = fs.statSync(place, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    newest = Math.max(newest, stat.mtimeMs);
    if (!stat.isDirectory()) continue;
    newest = Math.max(
      newest,
      newestMs(fs.readdirSync(place).map((name) => path.join(place, name))),
    );
  }
  return newest;
}

function modifiedMs(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

const say = (line) => process.stdout.write(`${line}\n`);

module.exports = { ROOT, requireNode, ensureInstalled, ensureBuilt, run, say };
