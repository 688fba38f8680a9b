import { SimulationSchema, type Simulation } from './schema/simulation-schema.js';

/**
 * Reads a simulation from the command line: JSON, or `<distribution>[:number[:number]][,name=number...]`.
 *
 * `instant` · `constant:2000` · `uniform:1000:3000` · `lognormal:60000:0.5,failures=0.1,permanent=0.02,queue=500,scale=10`
 * @throws Error that says what is wrong with the text
 */
export function parseSimulationSpec(text: string): Simulation {
  const value = text.trimStart().startsWith('{') ? parseJson(text) : readSpec(text);
  const result = SimulationSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The simulation "${text}" is not valid: ${problems.join('; ')}.`);
}

const SETTING: Record<string, keyof Simulation> = {
  failures: 'failureShare',
  permanent: 'permanentFailureShare',
  queue: 'queueMs',
  scale: 'timeScale',
};

function readSpec(text: string): unknown {
  const [shape = '', ...settings] = text.split(',');
  const simulation: Record<string, unknown> = { duration: readDuration(shape) };
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=');
    const key = SETTING[name.trim()];
    if (!key)
      throw new Error(
        `"${name}" is not a setting of a simulation; there are ${Object.keys(SETTING).join(', ')}.`,
      );
    simulation[key] = Number(value);
  }
  return simulation;
}

function readDuration(shape: string): unknown {
  const [name = '', first, second] = shape.trim().split(':');
  switch (name.toLowerCase()) {
    case 'instant':
      return { distribution: 'instant' };
    case 'constant':
      return { distribution: 'constant', ms: Number(first) };
    case 'uniform':
      return { distribution: 'uniform', minMs: Number(first), maxMs: Number(second) };
    case 'lognormal':
      return { distribution: 'logNormal', meanMs: Number(first), sigma: Number(second ?? 0.5) };
    default:
      throw new Error(`"${name}" is not a distribution; there are instant, constant, uniform and lognormal.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The simulation is not valid JSON: ${String(error)}`, { cause: error });
  }
}
