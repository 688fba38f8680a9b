import { createMediaApi, isApiProblem, type ApiProblem, type MediaApi } from '@org/media-api-client';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { runCommand, type Tools } from '../shell.js';

export interface ApiTools extends Tools {
  readonly api: MediaApi;
}

/** Runs a command that asks the API, and tells trouble with it as what a person can do about it. */
export async function runApiCommand(
  baseUrl: string,
  flags: { readonly json?: boolean },
  action: (tools: ApiTools) => Promise<ExitCode>,
): Promise<void> {
  await runCommand(flags, async (tools) => {
    const key = tools.env.MEDIA_API_KEY;
    if (key === undefined) {
      throw new CliError('The API wants a key: set MEDIA_API_KEY to one of yours (mk_…).', EXIT.usage);
    }
    try {
      return await action({ ...tools, api: createMediaApi({ baseUrl, key }) });
    } catch (error) {
      if (isApiProblem(error)) throw problemError(error);
      if (isNetworkError(error)) throw unreachable(baseUrl, error);
      throw error;
    }
  });
}

const EXIT_CODES: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  404: EXIT.notFound,
  409: EXIT.wrongState,
  413: EXIT.usage,
  415: EXIT.usage,
  422: EXIT.usage,
  429: EXIT.unreachable,
  502: EXIT.unreachable,
  503: EXIT.unreachable,
  504: EXIT.unreachable,
};

/** What the API answered, as an error of ours. */
export function problemError({ status, message, errors, requestId }: ApiProblem): CliError {
  const advice = status === 401 || status === 403 ? ' Check MEDIA_API_KEY.' : '';
  const fields = errors.map(({ path, message: problem }) => `\n  ${path}: ${problem}`).join('');
  return new CliError(`${message}${advice}${fields}`, EXIT_CODES[status] ?? EXIT.failed, {
    status,
    ...(requestId !== undefined && { requestId }),
    ...(errors.length > 0 && { problems: errors }),
  });
}

/** What `fetch` rejects with when nobody answered. */
function isNetworkError(error: unknown): error is TypeError {
  return error instanceof TypeError && error.cause instanceof Error;
}

function unreachable(baseUrl: string, error: TypeError): CliError {
  const { cause } = error;
  const reason =
    cause instanceof Error ? ('code' in cause && String(cause.code)) || cause.message : error.message;
  return new CliError(
    `The API at ${baseUrl} could not be reached (${reason}). Start it (./dev up), or correct --api.`,
    EXIT.unreachable,
  );
}
