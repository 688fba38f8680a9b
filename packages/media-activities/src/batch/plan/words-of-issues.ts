/** What our words need of an issue that a schema found. */
interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

const MAX_ISSUES = 3;

/** Names each wrong field and what it allows. Values are not quoted: one of them may be a presigned URL. */
export function wordsOfIssues(issues: readonly Issue[], at = ''): string {
  const words = issues.slice(0, MAX_ISSUES).map((issue) => wordsOf(issue, at));
  const more = issues.length - MAX_ISSUES;
  return words.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function wordsOf({ code, path, message, keys = [] }: Issue, at: string): string {
  const field = [...(at === '' ? [] : [at]), ...path.map(String)].join('.');
  if (code === 'unrecognized_keys') {
    const names = keys.map((key) => (field === '' ? key : `${field}.${key}`)).join(', ');
    return `${names}: no such field here, remove or rename it`;
  }
  if (field === '') return message;
  return message.endsWith('received undefined') ? `${field} is missing` : `${field}: ${message}`;
}
