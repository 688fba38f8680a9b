import { roleTaskQueue, WORKER_ROLES } from '@org/media-contracts';
import {
  checkSearchAttributes,
  dateTime,
  innerMessage,
  isPolled,
  queuePollers,
  registerSearchAttributes,
} from '@org/media-control';
import type { Env } from '../env.js';
import type { Session } from '../temporal/session.js';
import { fail, ok, warn, type Check } from './check.js';

/** Everything that is asked of a cluster that can be reached. */
export async function temporalChecks(session: Session, env: Env, fix: boolean): Promise<Check[]> {
  const namespace = await checkNamespace(session, env);
  const checks = [ok('temporal', `${env.TEMPORAL_ADDRESS} answers`), await checkVersion(session), namespace];
  if (namespace.status === 'fail') return checks;
  checks.push(await checkAttributes(session, fix));
  for (const role of WORKER_ROLES) checks.push(await checkQueue(session, env, role));
  return checks;
}

async function checkVersion(session: Session): Promise<Check> {
  try {
    const { serverVersion } = await session.rpc(() => session.connection.workflowService.getSystemInfo({}));
    return ok('server version', serverVersion || 'not told');
  } catch (error) {
    return warn({
      name: 'server version',
      found: innerMessage(error),
      meaning: 'Which features the server has cannot be told.',
      advice: 'Use server 1.29 or newer.',
    });
  }
}

async function checkNamespace(session: Session, env: Env): Promise<Check> {
  const name = 'namespace';
  const { TEMPORAL_NAMESPACE: namespace } = env;
  try {
    await session.rpc(() => session.connection.workflowService.describeNamespace({ namespace }));
    return ok(name, namespace);
  } catch (error) {
    return fail({
      name,
      found: `${namespace}: ${innerMessage(error)}`,
      meaning: 'Nothing can be started or looked at.',
      advice: `Create it (temporal operator namespace create -n ${namespace}) or set TEMPORAL_NAMESPACE.`,
    });
  }
}

async function checkAttributes(session: Session, fix: boolean): Promise<Check> {
  const name = 'search attributes';
  const meaning =
    'Pipelines and batches run without them, but cannot be searched by phase, account and progress.';
  try {
    const { missing, conflicting } = await checkSearchAttributes(session);
    if (conflicting.length > 0) {
      const advice = 'Somebody else uses these names: remove theirs, or go on without ours.';
      return warn({ name, found: `${conflicting.join(', ')} of another type`, meaning, advice });
    }
    if (missing.length === 0) return ok(name, 'registered');
    const found = `missing: ${missing.join(', ')}`;
    if (!fix) return warn({ name, found, meaning, advice: 'Register them: batch-runner doctor --fix' });
    await registerSearchAttributes(session, missing);
    return ok(name, `registered now: ${missing.join(', ')}`);
  } catch (error) {
    const advice = 'This cluster does not let its clients register them: use its own tools.';
    return warn({ name, found: innerMessage(error), meaning, advice });
  }
}

async function checkQueue(session: Session, env: Env, role: (typeof WORKER_ROLES)[number]): Promise<Check> {
  const queue = roleTaskQueue(env.TASK_QUEUE, role);
  const name = `worker role ${role}`;
  const pollers = await queuePollers(session, {
    queue,
    kind: role === 'workflows' ? 'workflow' : 'activity',
  });
  if (isPolled(pollers, Date.now())) return ok(name, `queue ${queue}: ${pollers.pollers} polling`);
  const last =
    pollers.lastPollAt === undefined ? 'in the last 5 minutes' : `since ${dateTime(pollers.lastPollAt)}`;
  const found = `queue ${queue}: nobody polled ${last}`;
  const advice = `Start a worker with WORKER_ROLES=${role} and TASK_QUEUE=${env.TASK_QUEUE}.`;
  // Only the API asks for them.
  if (role === 'callbacks')
    return warn({ name, found, meaning: 'Callbacks wait until a worker comes.', advice });
  return fail({
    name,
    found,
    meaning: `${role === 'batch' ? 'Batches' : 'Pipelines and batches'} can be started, but wait here until a worker comes.`,
    advice,
  });
}
