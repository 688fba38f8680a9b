import { WORKER_ROLES } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../env.js';
import { roleOptions } from './worker-options.js';

describe('roleOptions', () => {
  it('gives each role its own task queue, derived from the base', () => {
    const env = parseEnv({ TASK_QUEUE: 'acme', TEMPORAL_NAMESPACE: 'media' });
    expect(WORKER_ROLES.map((role) => roleOptions(role, env).taskQueue)).toEqual([
      'acme',
      'acme-remote',
      'acme-check',
      'acme-batch',
      'acme-callbacks',
    ]);
    expect(roleOptions('remote', env).namespace).toBe('media');
  });

  it('gives each role the slots that were set', () => {
    const env = parseEnv({
      WORKER_WORKFLOW_SLOTS: '7',
      WORKER_MAX_CACHED_WORKFLOWS: '550',
      WORKER_REMOTE_SLOTS: '500',
      WORKER_CHECK_SLOTS: '3',
      WORKER_BATCH_SLOTS: '2',
      WORKER_CALLBACK_SLOTS: '9',
    });
    expect(roleOptions('workflows', env)).toMatchObject({
      maxConcurrentWorkflowTaskExecutions: 7,
      maxCachedWorkflows: 550,
    });
    expect(roleOptions('remote', env).maxConcurrentActivityTaskExecutions).toBe(500);
    expect(roleOptions('check', env).maxConcurrentActivityTaskExecutions).toBe(3);
    expect(roleOptions('batch', env).maxConcurrentActivityTaskExecutions).toBe(2);
    expect(roleOptions('callbacks', env).maxConcurrentActivityTaskExecutions).toBe(9);
  });

  it.each(['check', 'batch', 'callbacks'] as const)(
    'never polls for more of %s than it has slots',
    (role) => {
      const env = parseEnv({ WORKER_CHECK_SLOTS: '1', WORKER_BATCH_SLOTS: '1', WORKER_CALLBACK_SLOTS: '1' });
      expect(roleOptions(role, env).activityTaskPollerBehavior).toEqual({
        type: 'simple-maximum',
        maximum: 1,
      });
    },
  );

  it('uses no option that the SDK ignores', () => {
    for (const role of WORKER_ROLES) {
      expect(Object.keys(roleOptions(role, parseEnv({}))).filter((name) => name.endsWith('Polls'))).toEqual(
        [],
      );
    }
  });

  it('lets checks, callbacks and the work of batches finish, and moves waits to another worker at once', () => {
    const env = parseEnv({ WORKER_SHUTDOWN_GRACE_SECONDS: '5', WORKER_SHUTDOWN_FORCE_SECONDS: '9' });
    expect(roleOptions('check', env)).toMatchObject({ shutdownGraceTime: '5s', shutdownForceTime: '9s' });
    expect(roleOptions('batch', env)).toMatchObject({ shutdownGraceTime: '5s', shutdownForceTime: '9s' });
    expect(roleOptions('callbacks', env)).toMatchObject({ shutdownGraceTime: '5s', shutdownForceTime: '9s' });
    expect(roleOptions('remote', env)).toMatchObject({ shutdownGraceTime: 0, shutdownForceTime: '9s' });
  });

  it('pins pipelines to their version when the deployment is named', () => {
    const env = parseEnv({ WORKER_DEPLOYMENT_NAME: 'media', WORKER_BUILD_ID: 'abc' });
    expect(roleOptions('workflows', env).workerDeploymentOptions).toEqual({
      version: { deploymentName: 'media', buildId: 'abc' },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    });
    expect(roleOptions('workflows', parseEnv({})).workerDeploymentOptions).toBeUndefined();
  });
});
