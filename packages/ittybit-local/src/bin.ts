#!/usr/bin/env node
import { createMediaEngine } from '@org/media-engine';
import { parseArguments, USAGE, type Arguments } from './command-line.js';
import { createIttybitLocal } from './create-ittybit-local.js';
import { readEnv, type Env } from './env.js';
import type { Log } from './log.js';
import type { IttybitLocalOptions } from './options.js';
import type { MediaEnginePort } from './run/media-engine-port.js';

const log: Log = (level, message, facts = {}) => {
  process.stderr.write(`${JSON.stringify({ level, message, at: Date.now(), ...facts })}\n`);
};

async function main(): Promise<void> {
  const parsed = parseArguments(process.argv.slice(2));
  if (parsed === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const server = await createIttybitLocal(await toOptions(parsed, readEnv()));
  const close = (): void => {
    server.close().catch((error: unknown) => {
      log('error', 'Closing failed', { error: String(error) });
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  process.stdout.write(`ittybit-local listening on ${server.url}\n`);
}

async function toOptions(parsed: Arguments, env: Env): Promise<IttybitLocalOptions> {
  const { publicUrl, inputsDir, simulation, faults, ...rest } = parsed;
  return {
    ...rest,
    log,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(inputsDir === undefined ? {} : { inputsDir }),
    ...(faults === undefined ? {} : { faults }),
    ...(env.apiKey === undefined ? {} : { apiKeys: [env.apiKey] }),
    ...(simulation === undefined ? { engine: await findEngine(env) } : { simulation }),
  };
}

/** @throws EngineError that says what to install */
async function findEngine({ ffmpegPath, ffprobePath }: Env): Promise<MediaEnginePort> {
  const engine = createMediaEngine({ ffmpegPath, ffprobePath });
  await engine.check();
  return engine;
}

main().catch((error: unknown) => {
  process.stderr.write(`ittybit-local: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
