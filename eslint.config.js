import { tool } from '@org/eslint-config';

/** The configuration files at the root; every package, app and suite has a configuration of its own. */
export default [...tool, { ignores: ['packages/**', 'apps/**', 'tests/**', 'tooling/**', '.dev/**'] }];
