export { tool as default } from './index.js';
