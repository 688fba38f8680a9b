import { createCatalog, migrateCatalog, type Catalog, type KeyLimits } from '@org/media-catalog';
import type { Command } from 'commander';
import type { ObjectStore } from '@org/media-storage';
import { cleanUp } from '../retention/clean-up.js';
import { newKey } from './api-key.js';
import { DEFAULT_LIMITS } from './limits.js';

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;

interface Surroundings {
  readonly databaseUrl: () => string;
  readonly store: () => Promise<ObjectStore | undefined>;
  readonly print: (line: string) => void;
}

/** `keys create|list|revoke` and `tenants create|list`: who may use the API. Nothing here needs a running one. */
export function addKeyCommands(program: Command, surroundings: Surroundings): void {
  const withCatalog = async (act: (catalog: Catalog) => Promise<void>): Promise<void> => {
    const connectionString = surroundings.databaseUrl();
    await migrateCatalog({ connectionString });
    const catalog = createCatalog({ connectionString, poolSize: 1 });
    try {
      await act(catalog);
    } finally {
      await catalog.close();
    }
  };
  const { print } = surroundings;
  const keys = program.command('keys').description('keys of the API');
  keys
    .command('create')
    .description('make a key and print it, this once; its tenant is made if there is none')
    .requiredOption('--tenant <id>', 'whose key it is: a-z, 0-9 and "-"')
    .option('--name <name>', 'what it is for', 'unnamed')
    .option('--requests-per-second <n>', 'and twice as many at once', number)
    .option('--running-pipelines <n>', 'at most', number)
    .option('--queued-items <n>', 'of batches under way, at most', number)
    .option('--json', 'print one JSON object')
    .action((options: CreateOptions) => withCatalog((catalog) => createKey(catalog, options, print)));
  keys
    .command('list')
    .description('all keys, or those of a tenant')
    .option('--tenant <id>')
    .action(({ tenant }: { tenant?: string }) =>
      withCatalog(async (catalog) => {
        for (const key of await catalog.keys.list(tenant)) print(JSON.stringify(key));
      }),
    );
  keys
    .command('revoke')
    .description('refuse a key from now on')
    .argument('<id>', 'as `keys list` shows it')
    .action((id: string) =>
      withCatalog(async (catalog) => {
        if (!(await catalog.keys.revoke(id))) throw new Error(`there is no key ${id}: see \`keys list\``);
        print(`${id} is revoked`);
      }),
    );
  const tenants = program.command('tenants').description('tenants: whose things are whose');
  tenants
    .command('create')
    .argument('<id>', 'a-z, 0-9 and "-"')
    .option('--name <name>')
    .option('--account <name>', 'the Ittybit account that pays for its work')
    .option('--retention-days <n>', 'after which what has ended is removed', number)
    .action((id: string, options: { name?: string; account?: string; retentionDays?: number }) =>
      withCatalog(async (catalog) => {
        print(
          JSON.stringify(
            await catalog.tenants.create({ ...options, id: checked(id), name: options.name ?? id }),
          ),
        );
      }),
    );
  tenants
    .command('list')
    .description('all tenants')
    .action(() =>
      withCatalog(async (catalog) => {
        for (const tenant of await catalog.tenants.list()) print(JSON.stringify(tenant));
      }),
    );
}

/** `clean-up`: what has outlived the retention of its tenant. For a scheduler to call once a day. */
export function addCleanUpCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('clean-up')
    .description('remove what has outlived the retention of its tenant, objects and rows together')
    .option('--dry-run', 'only tell what would be removed', false)
    .action(async ({ dryRun }: { dryRun: boolean }) => {
      const catalog = createCatalog({ connectionString: surroundings.databaseUrl(), poolSize: 1 });
      try {
        const store = await surroundings.store();
        const done = await cleanUp({ catalog, store, now: Date.now(), dryRun, tell: surroundings.print });
        surroundings.print(JSON.stringify(done));
      } finally {
        await catalog.close();
      }
    });
}

interface CreateOptions {
  readonly tenant: string;
  readonly name: string;
  readonly requestsPerSecond?: number;
  readonly runningPipelines?: number;
  readonly queuedItems?: number;
  readonly json?: boolean;
}

async function createKey(
  catalog: Catalog,
  options: CreateOptions,
  print: (line: string) => void,
): Promise<void> {
  const tenantId = checked(options.tenant);
  await catalog.tenants.create({ id: tenantId, name: tenantId });
  const { id, key, prefix, hash } = newKey();
  await catalog.keys.create({ id, tenantId, name: options.name, prefix, hash, limits: limitsOf(options) });
  if (options.json) print(JSON.stringify({ id, tenantId, key }));
  else
    print(`${key}\n\nThis is ${id} of ${tenantId}. It is shown this once: keep it where nobody else reads.`);
}

function limitsOf({ requestsPerSecond, runningPipelines, queuedItems }: CreateOptions): KeyLimits {
  return {
    ...DEFAULT_LIMITS,
    ...(requestsPerSecond !== undefined && { requestsPerSecond, burst: requestsPerSecond * 2 }),
    ...(runningPipelines !== undefined && { runningPipelines }),
    ...(queuedItems !== undefined && { queuedItems }),
  };
}

function checked(tenant: string): string {
  if (TENANT.test(tenant)) return tenant;
  throw new Error(`"${tenant}" cannot be the id of a tenant: use 1 to 63 of a-z, 0-9 and "-"`);
}

function number(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${text} is not a whole number above 0`);
}
