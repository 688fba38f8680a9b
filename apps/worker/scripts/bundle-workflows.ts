import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

// The workflows are bundled when the app is built: a start must not need webpack, nor the workflow package.
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(import.meta.resolve('@org/media-workflows')),
  logger: new DefaultLogger('WARN'),
});
await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), code);
