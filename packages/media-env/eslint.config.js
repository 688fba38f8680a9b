export { library as default } from '@org/eslint-config';
