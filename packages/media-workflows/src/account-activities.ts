import type { AccountProbe, FoundRemote, IttybitActivities, Operation } from '@org/media-contracts';
import { proxyActivities } from '@temporalio/workflow';
import { activityOptions, shortSummary } from './activity-options.js';

/** What is asked about an account rather than of it: nothing is created and nothing is paid. */
export interface AccountActivities {
  readonly findRemote: (operation: Operation, input: string) => Promise<FoundRemote>;
  readonly probeAccount: () => Promise<AccountProbe>;
}

export function accountActivities(account: string, taskQueue: string): AccountActivities {
  const common = { ...activityOptions(taskQueue), startToCloseTimeout: '30s' } as const;
  return {
    findRemote: (operation, input) =>
      proxyActivities<IttybitActivities>({
        ...common,
        scheduleToCloseTimeout: '2m',
        summary: shortSummary(`find ${operation.operationId}`),
      }).findRemote({ operation, account, input }),
    probeAccount: () =>
      proxyActivities<IttybitActivities>({
        ...common,
        scheduleToCloseTimeout: '5m',
        summary: `account ${account}`,
      }).probeAccount({ account }),
  };
}
