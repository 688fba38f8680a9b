/** The comments that switch off a gate: ESLint's and that of `turbo boundaries`. */
const SILENCER = /\/[/*]\s*(@boundaries-ignore|eslint-disable(?:-next-line|-line)?)\b([^\n]*)/g;

/**
 * A sentence for each comment in `text` that switches off what must stay on, or does not say why.
 * An exception to an arrow belongs in a configuration, where it is seen.
 */
export function silencedGates(text: string): string[] {
  return [...text.matchAll(SILENCER)].flatMap(([comment, directive, rest = '']) => {
    const [rules = '', reason = ''] = rest.replace(/\*\/\s*$/, '').split(' -- ');
    if (directive === '@boundaries-ignore' || /restricted/.test(rules))
      return [`"${comment.trim()}" switches off a rule of the house`];
    if (rules.trim() === '') return [`"${comment.trim()}" switches off every rule: name the one`];
    return reason.trim() === '' ? [`"${comment.trim()}" does not say why: add " -- reason"`] : [];
  });
}
