/** What a person can do about something that waits, failed or was refused. */
export type Step =
  | { readonly do: 'listPipelines' | 'listBatches' | 'startBatch' }
  /** See which workers ask for work. */
  | { readonly do: 'checkWorkers' }
  /** Name the store of the workers. The sentence goes on with "to the store of the workers". */
  | { readonly do: 'setStore' }
  | {
      readonly do: 'resumePipeline' | 'redrivePipeline' | 'explainPipeline' | 'cancelPipeline';
      readonly id: string;
    }
  | {
      readonly do: 'readBatch' | 'resumeBatch' | 'setConcurrency' | 'setSpendCap';
      readonly id: string;
    }
  /** `now`: what is in flight as well. `toTheEnd`: and wait until it has ended. */
  | { readonly do: 'cancelBatch'; readonly id: string; readonly how?: 'now' | 'toTheEnd' }
  /** Give the redrive of a batch another name than the usual one. */
  | { readonly do: 'nameRedrive' }
  /** `anew`: though there is a redrive of it, so that another name is needed. */
  | { readonly do: 'redriveBatch'; readonly id: string; readonly anew?: boolean }
  /** Without an index: any item. */
  | { readonly do: 'explainItem'; readonly id: string; readonly index?: number };

/**
 * How a step is done where it is advised: a command line, a request to an API. It becomes part of a sentence, such as
 * "Go on: batch-runner resume films".
 */
export type Directions = (step: Step) => string;
