export { app as default } from '@org/eslint-config';
