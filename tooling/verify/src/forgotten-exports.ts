import ts from 'typescript';

/** A type that users of a package meet in its declarations and cannot name. */
export interface ForgottenExport {
  readonly name: string;
  /** The exported declaration that mentions it. */
  readonly mentionedBy: string;
}

const TYPES =
  ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class | ts.SymbolFlags.Enum;

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  noLib: true,
  types: [],
};

/**
 * Types of the package in `folder` that its public declarations mention and none of its entries exports.
 * `entries` are the built `.d.ts` files; both paths are absolute.
 */
export function forgottenExports(folder: string, entries: readonly string[]): ForgottenExport[] {
  const program = ts.createProgram(entries, OPTIONS);
  const checker = program.getTypeChecker();
  const published = new Set(entries.flatMap((entry) => exportsOf(entry, program)));
  const found = new Map<ts.Symbol, ForgottenExport>();
  for (const symbol of published)
    for (const mentioned of mentionedIn(symbol, checker))
      if (!published.has(mentioned) && isTopLevelType(mentioned, folder) && !found.has(mentioned))
        found.set(mentioned, { name: mentioned.name, mentionedBy: symbol.name });
  return [...found.values()];
}

function exportsOf(entry: string, program: ts.Program): ts.Symbol[] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  if (!module) throw new Error(`${entry} is not there or exports nothing. Run "pnpm build" first.`);
  return checker.getExportsOfModule(module).map((symbol) => withoutAlias(symbol, checker));
}

function mentionedIn(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const mentioned = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
    if (mentioned) found.push(withoutAlias(mentioned, checker));
    ts.forEachChild(node, visit);
  };
  symbol.declarations?.forEach(visit);
  return found;
}

/** Not a type parameter, and not a type of another package. */
function isTopLevelType(symbol: ts.Symbol, folder: string): boolean {
  if ((symbol.flags & TYPES) === 0) return false;
  const dist = `${folder}/dist/`;
  return (symbol.declarations ?? []).some(
    ({ parent }) => ts.isSourceFile(parent) && parent.fileName.startsWith(dist),
  );
}

function withoutAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
