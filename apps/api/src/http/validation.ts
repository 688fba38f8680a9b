import type { Hook } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env.js';
import { Problem, type FieldProblem } from './problem.js';

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string; readonly code?: string };

/** Every field that is wrong, at once. Of the body by JSON pointer; of the rest by place and name. */
export const refuseInvalid: Hook<unknown, ApiEnv, string, unknown> = (result) => {
  if (result.success) return;
  const { target, error } = result;
  const errors = (error.issues as readonly Issue[]).flatMap((issue) => fieldProblems(target, issue));
  const named = errors
    .slice(0, 3)
    .map(({ path, message }) => `${path || 'the body'}: ${message}`)
    .join('; ');
  throw new Problem(
    'invalid',
    `Change ${named}${errors.length > 3 ? `; and ${errors.length - 3} more` : ''}.`,
    {
      errors,
    },
  );
};

function fieldProblems(target: string, issue: Issue): FieldProblem[] {
  if (issue.code === 'unrecognized_keys' && 'keys' in issue) {
    return (issue.keys as string[]).map((key) => ({
      path: pathOf(target, [...issue.path, key]),
      message: 'is not known here; leave it out',
    }));
  }
  return [{ path: pathOf(target, issue.path), message: issue.message }];
}

function pathOf(target: string, path: readonly PropertyKey[]): string {
  const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return target === 'json' ? pointer : `${target}${pointer}`;
}
