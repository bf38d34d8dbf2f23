// DuckDB's queries, file reads and compression share libuv's pool; with its default of 4 threads,
// four slow queries block everything else. It must be set before the first use of the pool, which
// is why this file is CommonJS: loading an ES module already reads files through it.
process.env.UV_THREADPOOL_SIZE ??= '12';

const path = require('node:path');
const v8 = require('node:v8');
const { pathToFileURL } = require('node:url');
const { ROOT, requireNode, ensureInstalled, ensureBuilt } = require('./prepare.cjs');

// Spans live for a second and are garbage then. Left to itself, the heap grows to four times what
// lives in it before the collector runs; this costs a little time and saves 190 MB. The young
// generation can only be sized before the program starts: `npm start` halves it, for 30 MB less. The
// same goes for the threads that help the collector: one, because on two cores more of them take
// their time from those that have work to do. And it must not learn from the first spans, which are
// kept for a second while there is no thread for summaries, to put all that come later among the old.
v8.setFlagsFromString('--heap-growing-percent=70');

async function start() {
  requireNode();
  await ensureInstalled();
  await ensureBuilt();
  process.env.NODE_ENV ??= 'production';
  await import(pathToFileURL(path.join(ROOT, 'dist/server/main.js')).href);
}

start().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
