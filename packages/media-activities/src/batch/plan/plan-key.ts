/** Where the plan of a batch is: what is written there first is the plan. */
export function planKey(prefix: string): string {
  return `${prefix}/plan.json`;
}
