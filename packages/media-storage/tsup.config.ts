import { library } from '@org/tsup-config';

export default library({ entry: { index: 'src/index.ts', s3: 'src/s3.ts' } });
