import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { failureConverterPath } from '@org/media-payload-codec';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

// The workflows are bundled when the app is built: a start must not need webpack, nor the workflow package.
// Twice, since how failures are written is part of a bundle: legible, or so that the payload codec encrypts them.
const bundles = {
  'workflow-bundle.js': {},
  'workflow-bundle.encrypting.js': { failureConverterPath: failureConverterPath() },
};
for (const [name, converter] of Object.entries(bundles)) {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(import.meta.resolve('@org/media-workflows')),
    logger: new DefaultLogger('WARN'),
    ...converter,
  });
  await writeFile(new URL(`../dist/${name}`, import.meta.url), code);
}
