/** Where uploads of a tenant are, as a prefix of keys. */
export function uploadsOf(tenantId: string): string {
  return `uploads/${tenantId}/`;
}

export interface UploadPlace {
  readonly tenantId: string;
  /** Of the asset it becomes. */
  readonly id: string;
  /** Tells objects of one id apart. */
  readonly part: string;
  /** What the client calls the file. */
  readonly name: string | undefined;
}

export function uploadKey({ tenantId, id, part, name }: UploadPlace): string {
  return `${uploadsOf(tenantId)}${id}/${part}/${safeName(name)}`;
}

/** One segment of a key, whatever was given: no folder, no dots alone, nothing that a shell or a header could mistake. */
function safeName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const safe = last
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '')
    .slice(-100);
  return safe || 'file';
}
