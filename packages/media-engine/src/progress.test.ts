import { describe, expect, it } from 'vitest';
import { createProgressReader, type Progress } from './progress.js';

function read(expectedSeconds: number | null, text: string): Progress[] {
  const reports: Progress[] = [];
  createProgressReader(expectedSeconds, (report) => reports.push(report)).write(text);
  return reports;
}

describe('createProgressReader', () => {
  it('reports a block at its progress line', () => {
    const block = 'frame=5\ntotal_size=2048\nout_time_us=1500000\nspeed=2.5x\nprogress=continue\n';
    expect(read(3, `${block}frame=6\n`)).toEqual([
      { percent: 50, outSeconds: 1.5, outBytes: 2048, speed: 2.5 },
    ]);
  });

  it('reads what ffmpeg does not know yet as nothing, not as an error', () => {
    const block = 'total_size=N/A\nout_time_us=-9223372036854775807\nspeed=N/A\nprogress=continue\n';
    expect(read(3, block)).toEqual([{ percent: 0, outSeconds: 0, outBytes: 0, speed: null }]);
  });

  it('never falls and never passes 100', () => {
    const text = [2, 1, 9].map((seconds) => `out_time_us=${seconds}000000\nprogress=continue\n`).join('');
    expect(read(4, text).map(({ percent }) => percent)).toEqual([50, 50, 100]);
  });

  it('reports 100 % when told that all went well, not when ffmpeg ends', () => {
    const reports: Progress[] = [];
    const reader = createProgressReader(4, (report) => reports.push(report));
    reader.write('out_time_us=1000000\nprogress=end\n');
    reader.finish();
    expect(reports.map(({ percent, outSeconds }) => [percent, outSeconds])).toEqual([
      [25, 1],
      [100, 1],
    ]);
  });

  it('gives no percentage while the length is unknown', () => {
    expect(read(null, 'out_time_us=1000000\nprogress=continue\n')[0]?.percent).toBeNull();
  });
});
