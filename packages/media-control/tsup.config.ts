import { library } from '@org/tsup-config';

export default library({ entry: { index: 'src/index.ts', testing: 'src/testing.ts' } });
