import { app } from '@org/tsup-config';

export default app({ entry: { main: 'src/main.ts' } });
