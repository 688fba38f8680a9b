import { defineConfig, type Options } from 'tsup';

/**
 * How every package is built: ESM, types beside it, one file per entry.
 *
 * `removeNodeProtocol: false` keeps `node:sqlite` from becoming `sqlite`, which does not exist.
 */
export function library({ entry }: { entry: Record<string, string> }): ReturnType<typeof defineConfig> {
  return defineConfig(options({ entry, dts: true }));
}

/** How every app is built: as a library, without types, since nothing imports an app. */
export function app({ entry }: { entry: Record<string, string> }): ReturnType<typeof defineConfig> {
  return defineConfig(options({ entry, dts: false }));
}

function options({ entry, dts }: { entry: Record<string, string>; dts: boolean }): Options {
  return {
    entry,
    format: 'esm',
    target: 'node22',
    platform: 'node',
    removeNodeProtocol: false,
    dts,
    clean: true,
    sourcemap: true,
    silent: true,
  };
}
