/** Where the shards of a batch are. */
export function shardFolder(prefix: string): string {
  return `${prefix}/shards/`;
}

/** The run is part of the key: a run that was reset cannot take the key of the one that replaced it. */
export function shardKey({
  prefix,
  runId,
  number,
}: {
  prefix: string;
  runId: string;
  number: number;
}): string {
  return `${shardFolder(prefix)}${runId}/${String(number).padStart(6, '0')}.json`;
}
