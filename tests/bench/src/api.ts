import { parseArgs } from 'node:util';
import { measureLists, type ListLatency } from './api/lists.ts';
import { measureStarts } from './api/starts.ts';
import { measureStreams } from './api/streams.ts';
import { round } from './pipeline/measure.ts';

const { values } = parseArgs({
  options: {
    /** Callers of the starts. */
    lanes: { type: 'string', default: '16' },
    /** Of each round of them. */
    'start-seconds': { type: 'string', default: '5' },
    /** Rate at which the latency of a start is measured. */
    'starts-per-second': { type: 'string', default: '10' },
    'latency-seconds': { type: 'string', default: '15' },
    /** In the catalog when it is listed. */
    pipelines: { type: 'string', default: '100000' },
    'lists-per-second': { type: 'string', default: '50' },
    /** Of each way to list, idle and again beside a batch. */
    'list-seconds': { type: 'string', default: '20' },
    /** That follow one batch. */
    clients: { type: 'string', default: '500' },
    /** Of that batch. */
    items: { type: 'string', default: '600' },
  },
});
const pipelines = Number(values.pipelines);
const clients = Number(values.clients);

say('starts: by HTTP, by a route that only answers, and by the client of Temporal');
const starts = await measureStarts({
  lanes: Number(values.lanes),
  seconds: Number(values['start-seconds']),
  perSecond: Number(values['starts-per-second']),
  latencySeconds: Number(values['latency-seconds']),
  say,
});
say(`lists: a page of 50 of ${pipelines} pipelines`);
const lists = await measureLists({
  pipelines,
  perSecond: Number(values['lists-per-second']),
  seconds: Number(values['list-seconds']),
  say,
});
say(`streams: ${clients} clients of one batch`);
const streams = await measureStreams({ clients, items: Number(values.items), say });

const figures = {
  startsPerSecond: round(starts.startsPerSecond, 1),
  bareStartsPerSecond: round(starts.bareStartsPerSecond, 1),
  startsRatio: round(starts.startsPerSecond / starts.bareStartsPerSecond, 3),
  startP99Ms: round(starts.startP99Ms, 1),
  bareStartP99Ms: round(starts.bareStartP99Ms, 1),
  startP99Ratio: round(starts.startP99Ms / starts.bareStartP99Ms),
  temporalStartP99Ms: round(starts.temporalStartP99Ms, 1),
  ...listFigures('list', lists.idle),
  ...listFigures('listWriting', lists.writing),
  itemsPerSecondMeanwhile: round(lists.itemsPerSecondMeanwhile, 1),
  pipelines,
  sseClients: clients,
  sseClientsEnded: streams.clientsEnded,
  sseKibPerClient: round(streams.kibPerClient, 1),
  sseRssBeforeMiB: Math.round(streams.rssBeforeMiB),
  sseRssMiB: Math.round(streams.rssMiB),
  sseDelayP50Ms: streams.delayP50Ms,
  sseDelayP95Ms: streams.delayP95Ms,
  sseSpreadP95Ms: streams.spreadP95Ms,
  sseEvents: streams.events,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(streams.clientsEnded === clients ? 0 : 1);

function listFigures(name: string, { api, bare, query }: ListLatency): Record<string, number> {
  return {
    [`${name}P99Ms`]: round(api, 1),
    [`${name}BareP99Ms`]: round(bare, 1),
    [`${name}QueryP99Ms`]: round(query, 1),
    [`${name}RatioToBare`]: round(api / bare),
    [`${name}RatioToQuery`]: round(api / query),
  };
}

function say(line: string): void {
  process.stderr.write(`bench api · ${line}\n`);
}
