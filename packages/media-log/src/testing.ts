/** Scope: what tests of processes need to see what was logged. */
export { captureLog, type CapturedLog } from './captured-log.js';
