import { writeFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/**
 * What any API of this kind costs at least: `bare-server <file>` reads JSON and answers JSON, and does nothing else.
 * Its address is in the file once it answers.
 */
const [file = ''] = process.argv.slice(2);
const app = new Hono();
let page: unknown = {};

app.get('/list', (c) => c.json(page));
app.put('/list', async (c) => {
  page = await c.req.json();
  return c.json({});
});
app.post('/start', async (c) => c.json({ id: 'pl_bare', ...(await c.req.json<object>()) }, 201));

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  writeFileSync(file, `http://127.0.0.1:${port}`);
});
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
});
