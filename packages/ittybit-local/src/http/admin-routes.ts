import { ZodError } from 'zod';
import { ApiError, requestInvalid } from '../api-error.js';
import type { FaultControl } from '../fault-switchboard.js';
import type { ForeignTasks, ForeignTasksOptions } from '../foreign-tasks.js';
import type { Faults } from '../schema/fault-schema.js';
import type { Ledger } from '../store/ledger-types.js';
import { json, type Reply } from './reply.js';
import type { Call, Handler, Route } from './router.js';

export interface AdminRouteDependencies {
  faults: FaultControl;
  ledger: Ledger;
  health: () => Record<string, unknown>;
  createForeign: (options: ForeignTasksOptions) => ForeignTasks;
  /** False when there is no such task or it has ended. */
  cancel: (id: string) => boolean;
}

/**
 * What Ittybit does not have, under `/_local/`.
 *
 * The key is needed from loopback too: a web page or a redirected download reaches loopback without one.
 * Only the health check, which tells nothing, is open.
 */
export function adminRoutes(dependencies: AdminRouteDependencies): Route[] {
  const { faults, ledger, health, createForeign, cancel } = dependencies;
  const route = (pattern: RegExp, methods: Route['methods'], keyNeeded = true): Route => ({
    kind: 'admin',
    pattern,
    keyNeeded,
    methods,
  });
  const readFaults = (): Reply => json(200, { rules: faults.get() });
  return [
    route(/^\/_local\/health$/, { GET: () => json(200, health()) }, false),
    route(/^\/_local\/faults$/, {
      GET: readFaults,
      PUT: refusing((call) => {
        faults.set(call.body as Faults);
        return readFaults();
      }),
      DELETE: () => {
        faults.reset();
        return readFaults();
      },
    }),
    route(/^\/_local\/ledger$/, { GET: refusing((call) => json(200, ledger.summary(sinceOf(call)))) }),
    route(/^\/_local\/ledger\/mark$/, { POST: () => json(201, { mark: ledger.mark() }) }),
    route(/^\/_local\/tasks$/, {
      POST: refusing((call) => json(201, createForeign(call.body as ForeignTasksOptions))),
    }),
    route(/^\/_local\/tasks\/([^/]+)\/cancel$/, {
      POST: ({ parameters: [id = ''] }) => {
        if (cancel(id)) return json(200, { id, status: 'cancelled' });
        throw new ApiError(404, 'task_not_found', `There is no task ${id} that could be cancelled.`);
      },
    }),
  ];
}

function sinceOf(call: Call): { since?: string } {
  const since = call.query.get('since');
  return since === null ? {} : { since };
}

/** Turns what a library function says of its arguments into 400. */
function refusing(handler: Handler): Handler {
  return async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (error instanceof RangeError) throw requestInvalid(error.message);
      if (!(error instanceof ZodError)) throw error;
      const problems = error.issues.map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`);
      throw requestInvalid(problems.join('; '));
    }
  };
}
