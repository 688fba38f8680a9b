import type { Directions } from '@org/media-control';

/** What a person can do about something, as requests to this API. */
export const API_DIRECTIONS: Directions = (step) => {
  switch (step.do) {
    case 'listPipelines':
      return 'GET /v1/pipelines';
    case 'listBatches':
      return 'GET /v1/batches';
    case 'startBatch':
      return 'POST /v1/batches';
    case 'checkWorkers':
      return 'let the operator look whether a worker of this role runs';
    case 'setStore':
      return 'let the operator set STORE_DIR or STORE_URL';
    case 'resumePipeline':
      return `POST /v1/pipelines/${step.id}/resume`;
    case 'redrivePipeline':
      return `POST /v1/pipelines/${step.id}/redrive`;
    case 'explainPipeline':
      return `GET /v1/pipelines/${step.id}/why`;
    case 'cancelPipeline':
      return `POST /v1/pipelines/${step.id}/cancel`;
    case 'readBatch':
      return `GET /v1/batches/${step.id}`;
    case 'resumeBatch':
      return `POST /v1/batches/${step.id}/resume`;
    case 'setConcurrency':
      return `POST /v1/batches/${step.id}/set-concurrency`;
    case 'setSpendCap':
      return `POST /v1/batches/${step.id}/set-spend-cap`;
    case 'cancelBatch':
      return `POST /v1/batches/${step.id}/cancel${step.how === 'now' ? ' with {"wait": false}' : ''}`;
    case 'nameRedrive':
      return 'start a new batch';
    case 'redriveBatch':
      return `POST /v1/batches/${step.id}/redrive`;
    case 'explainItem':
      return `GET /v1/batches/${step.id}/why?item=${step.index ?? '<index>'}`;
  }
};
