interface ProtoLong {
  toNumber(): number;
}

/** Numbers of events, as protobuf carries them. */
export function idOf(value: ProtoLong | number | null | undefined): number {
  if (typeof value === 'number') return value;
  return value ? value.toNumber() : 0;
}

/** A time or a duration in ms. */
export function millis(
  value: { readonly seconds?: ProtoLong | number | null; readonly nanos?: number | null } | null | undefined,
): number {
  return idOf(value?.seconds) * 1_000 + Math.floor((value?.nanos ?? 0) / 1_000_000);
}
