export { tool as default } from '@org/eslint-config';
