import { AtomicRequestSchema, type AtomicRequest } from './atomic-request.js';
import { check } from './check.js';
import type { CallOptions, CreateOptions, IttybitClientOptions } from './client-options.js';
import { createBody, CreateRequestSchema, type CreateRequest } from './create-request.js';
import type { ListFilter } from './list-filter.js';
import { listAllTasks, listTasks, type TaskPage } from './list-tasks.js';
import type { RemoteTask } from './remote-task.js';
import { resolveSettings } from './settings.js';
import { getTask, postTask, type CreateResult } from './task-calls.js';
import { waitForTask, type WaitOptions } from './wait-for-task.js';

/** Every method throws an {@link IttybitError}, or the reason of the caller's signal. */
export interface IttybitClient {
  /** Starts a pipeline. A wrong request throws `badInput` before anything is sent. */
  create(request: CreateRequest, options?: CreateOptions): Promise<CreateResult>;
  /** Reads a pipeline. An unknown id throws `notFound`. */
  get(id: string, options?: CallOptions): Promise<RemoteTask>;
  /** One page, newest first unless `order` says otherwise. */
  list(filter?: ListFilter, options?: CallOptions): Promise<TaskPage>;
  /** Every page, 100 tasks each unless `limit` says otherwise. The options hold for each page. */
  listAll(filter?: Omit<ListFilter, 'before'>, options?: CallOptions): AsyncIterable<RemoteTask>;
  /**
   * Reads a pipeline until it has ended, and returns it: a failed or cancelled one too. It may have `succeeded`
   * without an `outputUrl`; whether that is a failure is the caller's to say. Throws what `get` throws, and
   * `transient` when `totalTimeoutMs` has passed.
   */
  wait(id: string, options?: WaitOptions): Promise<RemoteTask>;
  /** Single operations on a File object: `POST /tasks` with an object as input, whatever `api` says. */
  atomic: {
    create(request: AtomicRequest, options?: CreateOptions): Promise<CreateResult>;
    get(id: string, options?: CallOptions): Promise<RemoteTask>;
  };
}

const ATOMIC_PATH = 'tasks';

/** A client for one account. It holds nothing open: there is nothing to close. */
export function createIttybitClient(options: IttybitClientOptions): IttybitClient {
  const settings = resolveSettings(options);
  const path = settings.pipelinePath;
  return {
    create: async (request, options = {}) => {
      check('create', CreateRequestSchema, request);
      return postTask(settings, { operation: 'create', path, body: createBody(request), options });
    },
    get: async (id, options = {}) => getTask(settings, { operation: 'get', path, id, options }),
    list: async (filter = {}, options = {}) => listTasks(settings, filter, options),
    listAll: (filter = {}, options = {}) => listAllTasks(settings, filter, options),
    wait: async (id, options = {}) => waitForTask(settings, id, options),
    atomic: {
      create: async (request, options = {}) => {
        check('atomicCreate', AtomicRequestSchema, request);
        const body = { kind: request.kind, input: request.input, options: request.options };
        return postTask(settings, { operation: 'atomicCreate', path: ATOMIC_PATH, body, options });
      },
      get: async (id, options = {}) =>
        getTask(settings, { operation: 'atomicGet', path: ATOMIC_PATH, id, options }),
    },
  };
}
