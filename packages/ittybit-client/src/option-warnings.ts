import type { CreateRequest } from './create-request.js';

/** Which containers can hold a codec, by the service's own command line. */
const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  h264: ['mp4', 'mov'],
  h265: ['mp4', 'mov'],
  vp9: ['webm'],
  av1: ['mp4', 'webm'],
};

/** Sentences about options that are allowed one by one and unlikely to work together. Nothing is refused for them. */
export function optionWarnings(request: CreateRequest): string[] {
  const options: Record<string, unknown> = request.options ?? {};
  return [
    request.kind === 'video' ? codecWarning(options) : null,
    options.background !== undefined && options.fit !== 'contain'
      ? 'options.background only shows with options.fit "contain".'
      : null,
    request.kind === 'animation' && options.end === undefined
      ? "options.end is missing: Ittybit's own command line requires it for an animation."
      : null,
  ].filter((warning) => warning !== null);
}

function codecWarning(options: Record<string, unknown>): string | null {
  const format = typeof options.format === 'string' ? options.format : 'mp4';
  const containers = typeof options.codec === 'string' ? CONTAINERS[options.codec] : undefined;
  if (containers === undefined || containers.includes(format)) return null;
  return `options.codec ${String(options.codec)} does not go into options.format ${format}: use ${containers.join(' or ')}.`;
}
