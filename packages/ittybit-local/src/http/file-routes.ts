import { ApiError } from '../api-error.js';
import { simulatedBody, simulatedOutput } from '../simulated-output.js';
import type { TaskStore } from '../store/task-store.js';
import { fileReply, servedFromDisk, servedFromMemory } from './file-reply.js';
import type { Reply } from './reply.js';
import type { Call, Route } from './router.js';
import { findFileBelow } from './safe-path.js';

export interface FileRouteDependencies {
  filesDir: string;
  inputsDir: string | null;
  tasks: TaskStore;
  now: () => number;
}

/** Results and local inputs. No key is needed: as with a CDN, whoever has the URL of a result may fetch it. */
export function fileRoutes(dependencies: FileRouteDependencies): Route[] {
  const result = (call: Call): Promise<Reply> => serveResult(dependencies, call);
  const input = (call: Call): Promise<Reply> => serveFrom(dependencies.inputsDir, call);
  return [
    { kind: 'file', pattern: /^\/files\/(.+)$/, keyNeeded: false, methods: { GET: result, HEAD: result } },
    { kind: 'input', pattern: /^\/inputs\/(.+)$/, keyNeeded: false, methods: { GET: input, HEAD: input } },
  ];
}

async function serveResult({ filesDir, tasks, now }: FileRouteDependencies, call: Call): Promise<Reply> {
  const [path = ''] = call.parameters;
  const [id = '', name = ''] = path.split('/');
  tasks.settle(now());
  const task = tasks.get(id);
  if (task?.plan && task.status === 'succeeded' && simulatedOutput(task).url === `/files/${path}`) {
    return fileReply(servedFromMemory(name, simulatedBody(id), `"${id}"`), call.method, call.headers);
  }
  return serveFrom(filesDir, call);
}

async function serveFrom(root: string | null, call: Call): Promise<Reply> {
  const [path = ''] = call.parameters;
  const file = root === null ? null : await findFileBelow(root, path);
  if (!file) throw new ApiError(404, 'file_not_found', `There is no file at ${call.path}.`);
  return fileReply(servedFromDisk(file.path, file.sizeBytes, file.modifiedAtMs), call.method, call.headers);
}
