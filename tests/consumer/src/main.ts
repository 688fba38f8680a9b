import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { repoRoot, startTemporal } from '@org/dev-stack';

const TEMPORAL_VERSION = '1.24.0';
/** What a user of the Temporal SDK needs for its declarations to compile: they hide the types of `ms`. */
const TYPES_OF_MS = '2.1.0';

const project = mkdtempSync(join(tmpdir(), 'media-consumer-'));
try {
  const tarballs = packPackages();
  writeProject(tarballs);
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error']);
  run(join('node_modules', '.bin', 'tsc'), []);
  say('compiled with skipLibCheck: false');
  run(process.execPath, [join('out', 'entries.js')]);
  say('loaded every entry of every package');
  await runService();
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** One import for each entry of each package, so that none goes without a compiler and a load. */
function entries(): string {
  const specifiers = readdirSync(join(repoRoot, 'packages')).flatMap((folder) => {
    const manifest = readFileSync(join(repoRoot, 'packages', folder, 'package.json'), 'utf8');
    const { name, exports } = JSON.parse(manifest) as { name: string; exports: Record<string, unknown> };
    const names = Object.keys(exports).filter((entry) => entry !== './package.json');
    return names.map((entry) => `${name}${entry.slice(1)}`);
  });
  return specifiers.map((specifier) => `import '${specifier}';\n`).join('');
}

/** `npm pack` would leave `workspace:` and `catalog:` in the manifests; pnpm replaces them. */
function packPackages(): Record<string, string> {
  const packages = readdirSync(join(repoRoot, 'packages'));
  const packed = packages.map((name) => {
    const folder = join(repoRoot, 'packages', name);
    const output = execFileSync('pnpm', ['pack', '--json', '--pack-destination', project], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { name: packageName, filename } = JSON.parse(output) as { name: string; filename: string };
    return [packageName, `file:${filename}`] as const;
  });
  say(`packed ${packed.length} packages`);
  return Object.fromEntries(packed);
}

function writeProject(tarballs: Record<string, string>): void {
  const temporal = ['activity', 'client', 'common', 'worker', 'workflow'].map(
    (name) => [`@temporalio/${name}`, TEMPORAL_VERSION] as const,
  );
  const manifest = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { ...tarballs, ...Object.fromEntries(temporal) },
    devDependencies: {
      '@types/ms': TYPES_OF_MS,
      '@types/node': versionOf('@types/node'),
      typescript: versionOf('typescript'),
    },
    // Tarballs depend on each other by version; without this npm would ask the registry for them.
    overrides: tarballs,
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
  // A template, since as a .ts file it would count as code of this workspace.
  copyFileSync(new URL('../fixture/service.ts.template', import.meta.url), join(project, 'service.ts'));
  writeFileSync(join(project, 'entries.ts'), entries());
  copyFileSync(new URL('../fixture/tsconfig.json', import.meta.url), join(project, 'tsconfig.json'));
}

/** The version that the workspace itself is built with. */
function versionOf(name: string): string {
  const manifest = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

async function runService(): Promise<void> {
  const temporal = await startTemporal({ dataDir: join(project, 'temporal'), searchAttributes: {} });
  try {
    const output = run(process.execPath, [join('out', 'service.js')], { TEMPORAL_ADDRESS: temporal.address });
    const { ok } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { ok: boolean };
    if (!ok) throw new Error(`The service answered ${output}`);
    say('a worker outside the workspace ran a pipeline with its own activities');
  } finally {
    await temporal.stop();
  }
}

/** Runs a program in the project and returns what it printed. @throws Error after printing it, if it fails. */
function run(command: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, signal, stdout, error } = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) {
    process.stdout.write(stdout);
    throw new Error(
      `${[basename(command), ...args].join(' ')} ended with ${signal ?? `exit code ${status}`}`,
    );
  }
  return stdout;
}

function say(line: string): void {
  process.stdout.write(`consumer · ${line}\n`);
}
