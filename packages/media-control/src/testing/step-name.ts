import type { Directions } from '../directions.js';

/** `<resumePipeline w>`: names the step, so that a test sees which one is advised. */
export const stepName: Directions = (step) => `<${Object.values(step).join(' ')}>`;
