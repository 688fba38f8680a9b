import { parseArgs } from 'node:util';
import { measureLarge } from './batch-large/large-batch.ts';
import { measurePaced } from './batch-large/paced-batch.ts';
import { measurePlanning } from './batch-large/plan-list.ts';
import { round } from './pipeline/measure.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    lanes: { type: 'string', default: '100' },
    /** Of the list that is planned; 0 leaves it out. */
    lines: { type: 'string', default: '1000000' },
    /** One result in two seconds; 0 leaves them out. */
    'paced-items': { type: 'string', default: '80' },
    'paced-lanes': { type: 'string', default: '10' },
  },
});
const [items, lanes, lines] = [Number(values.items), Number(values.lanes), Number(values.lines)];
const pacedLoad = { items: Number(values['paced-items']), lanes: Number(values['paced-lanes']) };
say(`parameters ${JSON.stringify({ items, lanes, lines, paced: pacedLoad })}`);

say(`planning: ${lines} lines`);
const planning = lines > 0 ? await measurePlanning(lines) : undefined;
say(`paced: ${pacedLoad.items} items, one in two seconds`);
const paced = pacedLoad.items > 0 ? await measurePaced(pacedLoad) : undefined;
say(`large: ${items} items, ${lanes} lanes`);
const large = await measureLarge({ items, lanes, say });

const figures = {
  items,
  lanes,
  maxHistoryEvents: large.maxHistoryEvents,
  carriedBytes: large.carriedBytes,
  rssRatio: round(large.rssEndMiB / large.rssEarlyMiB, 3),
  rssEarlyMiB: Math.round(large.rssEarlyMiB),
  rssEndMiB: Math.round(large.rssEndMiB),
  rssAfterMiB: Math.round(large.rssAfterMiB),
  rssPeakMiB: Math.round(large.rssPeakMiB),
  missing: large.missing,
  doubled: large.doubled,
  callsPerItem: round(large.callsPerItem, 3),
  eventsPerItem: round(large.events / items),
  eventsPerItemPaced: paced && round(paced),
  pacedItems: pacedLoad.items,
  pacedLanes: pacedLoad.lanes,
  handOvers: large.handOvers,
  seconds: round(large.seconds, 1),
  itemsPerSecond: round(items / large.seconds, 1),
  cpuMsPerItem: Object.fromEntries(
    Object.entries(large.cpuMsPerItem).map(([name, value]) => [name, round(value, 1)]),
  ),
  planLines: lines,
  planSeconds: planning && round(planning.seconds, 1),
  planPeakRssMiB: planning && Math.round(planning.peakRssMiB),
  planLoadedRssMiB: planning && Math.round(planning.loadedRssMiB),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(large.missing + large.doubled > 0 ? 1 : 0);

function say(line: string): void {
  process.stderr.write(`bench batch-large · ${line}\n`);
}
