// Run in processes of its own: `node race-writer.mjs <root> create|replace <key> <writer>`.
// Waits for a line on stdin, so that all writers begin at once, then prints how many writes it won.
import { registerHooks } from 'node:module';
import process from 'node:process';

// The sources name each other `x.js`, as their build does; here they are run as they are.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.startsWith('.') ? specifier.replace(/\.js$/, '.ts') : specifier, context),
});
const { createDirectoryStore } = await import('../directory/create-directory-store.ts');
const [root, mode, key, writer] = process.argv.slice(2);
const store = createDirectoryStore({ root });

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.unref?.();
process.stdout.write(`${mode === 'create' ? await create() : await increment()}\n`);
process.exit(0);

async function create() {
  let won = 0;
  for (let round = 0; round < 20; round += 1) {
    won += await wins(store.put(`${key}/${round}`, writer, { ifNoneMatch: '*' }), 'alreadyExists');
  }
  return won;
}

async function increment() {
  let won = 0;
  while (won < 20) {
    const content = await store.get(key);
    let text = '';
    for await (const chunk of content.body) text += chunk;
    won += await wins(
      store.put(key, String(Number(text) + 1), { ifMatch: content.object.etag }),
      'preconditionFailed',
    );
  }
  return won;
}

async function wins(write, losingCode) {
  try {
    await write;
    return 1;
  } catch (error) {
    if (error.code !== losingCode) throw error;
    return 0;
  }
}
