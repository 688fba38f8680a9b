import { judgeOutput, type ManifestEntry } from '@org/media-activities';
import type { InspectedMedia } from '@org/media-engine';
import { eachBounded } from './each-bounded.js';

/** What became of one output. */
export interface OutputCheck {
  readonly index: number;
  /** Which output, of an item that has several. */
  readonly name?: string;
  readonly url: string;
  /** `unchecked`: nothing is known of it, for a reason that is no fault of the output. */
  readonly verdict: 'ok' | 'wrong' | 'unchecked';
  readonly reason?: string;
}

export interface OutputSources {
  /** Reads a file at a URL, as a worker does. */
  readonly inspect: (url: string) => Promise<InspectedMedia>;
  /** Asks the service for the URL of an output; undefined when nobody here may. */
  readonly askUrl?: (remoteId: string) => Promise<string | undefined>;
}

const AT_ONCE = 8;
const TRIES = 2;

/** The outputs of everything that succeeded, some at a time. Calls back in the order in which they are done. */
export async function checkOutputs(
  entries: AsyncIterable<ManifestEntry>,
  sources: OutputSources,
  done: (check: OutputCheck) => void,
): Promise<void> {
  await eachBounded(outputsOf(entries), AT_ONCE, async (output) => {
    done(await checkOutput(output, sources));
  });
}

interface Output {
  readonly index: number;
  readonly name?: string;
  readonly url: string;
  readonly kind?: ManifestEntry['kind'];
  readonly remoteId?: string;
}

/** A repetition has the outputs of what it repeats. */
async function* outputsOf(entries: AsyncIterable<ManifestEntry>): AsyncGenerator<Output> {
  for await (const { index, outcome, sameAs, outputUrl, kind, remoteId, pipeline } of entries) {
    if (outcome !== 'succeeded' || sameAs !== undefined) continue;
    if (pipeline) {
      for (const [name, url] of Object.entries(pipeline.outputs)) yield { index, name, url };
    } else {
      const facts = { ...(kind && { kind }), ...(remoteId !== undefined && { remoteId }) };
      yield { index, url: outputUrl ?? '', ...facts };
    }
  }
}

async function checkOutput(output: Output, sources: OutputSources): Promise<OutputCheck> {
  const { index, name, url: told } = output;
  const about = { index, ...(name === undefined ? {} : { name }), url: told };
  if (told === '') return { ...about, verdict: 'wrong', reason: 'it has no URL' };
  const url = await fullUrl(output, sources);
  if ('reason' in url) return { ...about, verdict: 'unchecked', reason: url.reason };
  if (!/^https?:/i.test(url.url)) {
    return { ...about, verdict: 'unchecked', reason: 'it is not on the web, so it cannot be read from here' };
  }
  const problem = await problemOf(output, url.url, sources);
  return problem === undefined
    ? { ...about, verdict: 'ok' }
    : { ...about, verdict: 'wrong', reason: problem };
}

/** A manifest holds no query part, which may be a permission: the service gives a new one. */
async function fullUrl(
  { url, remoteId }: Output,
  { askUrl }: OutputSources,
): Promise<{ readonly url: string } | { readonly reason: string }> {
  if (!url.includes('?')) return { url };
  if (remoteId === undefined || !askUrl) {
    const advice = remoteId === undefined ? '' : '; set the key of its account to have it asked for';
    return { reason: `the query of its URL is not in the manifest${advice}` };
  }
  try {
    const asked = await askUrl(remoteId);
    return asked === undefined ? { reason: `the service names no output of ${remoteId}` } : { url: asked };
  } catch (error) {
    return { reason: `the service did not tell its URL: ${(error as Error).message}` };
  }
}

async function problemOf(
  { kind }: Output,
  url: string,
  { inspect }: OutputSources,
): Promise<string | undefined> {
  for (let tried = 1; ; tried++) {
    try {
      const seen = await inspect(url);
      if (!seen.readable) return seen.reason;
      if (kind === undefined || kind === 'pipeline') return undefined;
      const judged = judgeOutput({ url, kind, inspected: false }, seen);
      return judged.valid ? undefined : judged.reason;
    } catch (error) {
      // One broken connection proves nothing.
      if (tried === TRIES) return `it cannot be read: ${(error as Error).message}`;
    }
  }
}
