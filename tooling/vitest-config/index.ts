export { CountReporter } from './count-reporter.ts';
