import { workflows } from '@org/eslint-config';

/** The compatibility check runs in tests and scripts only; no entry of the package reaches it. */
const compatibility = {
  files: ['src/compatibility/**/*.ts'],
  rules: { '@typescript-eslint/no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
};

export default [...workflows, compatibility];
