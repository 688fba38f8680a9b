export { workflows as default } from '@org/eslint-config';
