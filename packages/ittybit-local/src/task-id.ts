import { randomBytes } from 'node:crypto';
import type { Collection } from './task-record.js';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
const PREFIX: Record<Collection, string> = { jobs: 'job', tasks: 'task', steps: 'step' };

/** `job_`, `task_` or `step_` and 26 characters: 48 bits of time, 80 of chance, so that a result URL cannot be guessed. */
export function newTaskId(collection: Collection, now: number): string {
  return `${PREFIX[collection]}_${encodeTime(now)}${encodeChance()}`;
}

/** The id of the child at a place in a pipeline; {@link parentIdsOf} leads back. */
export function childId(parentId: string, place: number): string {
  const collection: Collection = parentId.startsWith('job_') ? 'tasks' : 'steps';
  return `${PREFIX[collection]}_${parentId.slice(parentId.indexOf('_') + 1)}${place}`;
}

/** The pipelines a child id may belong to and its place in them, or null if it is not the id of a child. */
export function parentIdsOf(id: string): { parentIds: string[]; place: number } | null {
  const match = /^(?:task|step)_([0-9a-z]{26})(\d)$/.exec(id);
  if (!match) return null;
  const [, body = '', place = ''] = match;
  return { parentIds: [`job_${body}`, `task_${body}`], place: Number(place) };
}

function encodeTime(now: number): string {
  let text = '';
  for (let rest = Math.floor(now), i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    text = `${CROCKFORD[rest % 32] ?? ''}${text}`;
  }
  return text;
}

function encodeChance(): string {
  return [...randomBytes(16)].map((byte) => CROCKFORD[byte % 32]).join('');
}
