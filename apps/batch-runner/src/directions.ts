import type { Directions } from '@org/media-control';

/** What a person types next. `Output` puts the name of the program in the place of `batch-runner`. */
export const CLI_DIRECTIONS: Directions = (step) => {
  switch (step.do) {
    case 'listPipelines':
      return 'batch-runner pipeline list';
    case 'resumePipeline':
      return `batch-runner pipeline resume ${step.id}`;
    case 'redrivePipeline':
      return `batch-runner pipeline redrive ${step.id}`;
    case 'explainPipeline':
      return `batch-runner pipeline why ${step.id}`;
    case 'cancelPipeline':
      return `batch-runner pipeline cancel ${step.id} --wait`;
    case 'listBatches':
      return 'batch-runner list';
    case 'startBatch':
      return 'batch-runner run <list>';
    case 'readBatch':
      return `batch-runner status ${step.id}`;
    case 'resumeBatch':
      return `batch-runner resume ${step.id}`;
    case 'cancelBatch':
      return `batch-runner cancel ${step.id}${CANCEL_FLAGS[step.how ?? 'plain']}`;
    case 'setConcurrency':
      return `batch-runner set-concurrency ${step.id} <lanes>`;
    case 'setSpendCap':
      return `batch-runner set-spend-cap ${step.id} <amount>`;
    case 'explainItem':
      return `batch-runner why ${step.id} ${step.index ?? '<index>'}`;
    case 'redriveBatch':
      return `batch-runner redrive ${step.id}${step.anew ? ' --id <id>' : ''}`;
    case 'nameRedrive':
      return '--id';
    case 'checkWorkers':
      return 'batch-runner doctor';
    case 'setStore':
      return 'set STORE_DIR';
  }
};

const CANCEL_FLAGS = { plain: '', now: ' --now', toTheEnd: ' --follow' } as const;
