import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

// A fixture is compiled and run in a project of its own.
const ignores = { ignores: ['**/fixture/**', 'dist/**', '**/generated/**', '.turbo/**'] };

const house = {
  languageOptions: { parserOptions: { projectService: true } },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  rules: {
    'no-console': 'error',
    'max-params': ['error', 4],
    eqeqeq: 'error',
    '@typescript-eslint/consistent-type-imports': 'error',
    '@typescript-eslint/explicit-module-boundary-types': 'error',
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    '@typescript-eslint/require-await': 'off',
    'no-restricted-syntax': [
      'error',
      {
        selector: 'ExportAllDeclaration',
        message: 'An index is a hand-written list of names: adding a line is the act of publishing.',
      },
      {
        selector: 'TSEnumDeclaration',
        message: 'Use a const object and a union of the same name: an enum forces a runtime import.',
      },
    ],
  },
};

const plainJavaScript = { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked };

/** Code that runs inside the Temporal sandbox, or that such code imports. */
const sandbox = {
  files: ['src/**/*.ts'],
  ignores: ['**/*.test.ts', 'src/schemas/**', 'src/schemas.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...[
        'process',
        'Buffer',
        'crypto',
        'fetch',
        'performance',
        'setTimeout',
        'setInterval',
        'setImmediate',
      ].map((name) => ({ name, message: 'Workflow code asks @temporalio/workflow for it, or an activity.' })),
    ],
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: builtinModules.map((name) => ({ name, message: 'Workflow code has no Node built-ins.' })),
        patterns: [
          { group: ['node:*'], message: 'Workflow code has no Node built-ins.' },
          {
            group: ['zod', '**/schemas', '**/schemas.js', '**/schemas/**'],
            allowTypeImports: true,
            message: 'zod costs 730 KiB of heap per cached workflow; import types only.',
          },
          {
            group: ['@temporalio/client', '@temporalio/worker', '@temporalio/activity'],
            message: 'Not available in the sandbox.',
          },
        ],
      },
    ],
  },
};

/** Apps read the environment in one file, parsed once. */
const environment = {
  files: ['src/**/*.ts'],
  ignores: ['src/env.ts', '**/*.test.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: 'The environment is read and parsed in env.ts.' },
    ],
  },
};

const base = [
  ignores,
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  house,
  plainJavaScript,
  { files: ['**/*.js', '**/*.mjs'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
];

export const library = [...base, environment];
export const workflows = [...base, environment, sandbox];
export const app = [...base, environment];
/** Programs a person runs from a terminal: they print, and they read the environment. */
export const tool = [...base, { rules: { 'no-console': 'off' } }];
