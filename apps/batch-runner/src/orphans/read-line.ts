import { isNotFound, runState, type RunState } from '@org/media-control';
import type { Session } from '../temporal/session.js';
import type { LineState } from './find-orphans.js';

interface LineMember {
  readonly workflowId: string;
  readonly state: RunState;
  readonly closedAt?: number;
}

/**
 * Reads how a line of redrives stands. Metadata names its first workflow, so its redrives are looked for by name;
 * `redrives` are those that are known otherwise.
 */
export async function readLine(
  session: Session,
  root: string,
  redrives: readonly string[] = [],
): Promise<LineState> {
  const listed = new Set([...redrives, ...(await listedRedrives(session, root))]);
  const members = await Promise.all([root, ...listed].map((id) => readMember(session, id)));
  // Lists lag behind starts, so the redrives that follow the last listed one are asked for by name.
  for (let next = nextOrdinal(root, [...listed]); ; next += 1) {
    const member = await readMember(session, `${root}-redrive-${next}`);
    if (!member) break;
    members.push(member);
  }
  return lineState(
    root,
    members.filter((member) => member !== undefined),
  );
}

export function lineState(root: string, members: readonly LineMember[]): LineState {
  const [first, ...others] = members;
  if (!first) return { live: false, closeStatus: 'deleted', workflowId: root };
  const last = others.reduce((a, b) => ((b.closedAt ?? Infinity) > (a.closedAt ?? Infinity) ? b : a), first);
  return {
    live: members.some(({ state }) => state === 'running'),
    closeStatus: last.state,
    workflowId: last.workflowId,
    ...(last.closedAt === undefined ? {} : { closedAt: last.closedAt }),
  };
}

export function nextOrdinal(root: string, redrives: readonly string[]): number {
  const prefix = `${root}-redrive-`;
  const named = redrives.filter((id) => id.startsWith(prefix));
  const ordinals = named.map((id) => Number(id.slice(prefix.length)));
  return Math.max(0, ...ordinals.filter((ordinal) => Number.isInteger(ordinal))) + 1;
}

/** The next generation of a pipeline that is an item of a batch has the same name but for its end. */
export function linePrefix(root: string): string {
  return /^(.+-item-\d+-)g\d+-[0-9a-f]+$/.exec(root)?.[1] ?? `${root}-redrive-`;
}

async function listedRedrives(session: Session, root: string): Promise<string[]> {
  const prefix = linePrefix(root).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return session.rpc(async () => {
    const ids = new Set<string>();
    for await (const one of session.client.workflow.list({ query: `WorkflowId STARTS_WITH '${prefix}'` })) {
      if (one.workflowId !== root) ids.add(one.workflowId);
    }
    return [...ids];
  });
}

async function readMember(session: Session, workflowId: string): Promise<LineMember | undefined> {
  try {
    const { status, closeTime } = await session.rpc(() =>
      session.client.workflow.getHandle(workflowId).describe(),
    );
    return {
      workflowId,
      state: runState(status.name),
      ...(closeTime ? { closedAt: closeTime.getTime() } : {}),
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
