import { FILES } from './batch-files.ts';

type Kind = keyof typeof FILES;

interface Line {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly options: Readonly<Partial<Record<(typeof OPTIONS)[number], number>>>;
}

const OPTIONS = ['width', 'fps', 'end'] as const;

/** What is asked of a file of each kind. */
const ASKED: Readonly<Record<Kind, Line['options']>> = {
  video: { width: 128 },
  image: { width: 80 },
  audio: {},
  animation: { width: 96, end: 1 },
};

/** The line whose option is out of range, and the one that repeats an earlier line. */
export const INVALID_ID = 'too-many-frames';
export const REPEATED_ID = 'picture-01.png-again';

/** How many items there are: a file each. */
export const ITEMS = Object.values(FILES).flat().length;

/** A list as people have them: CSV, a line per file, and two lines that somebody got wrong. */
export function batchList(urlOf: (name: string) => string): string {
  const good = (Object.keys(FILES) as Kind[]).flatMap((kind) =>
    FILES[kind].map((name): Line => ({ id: name, kind, name, options: ASKED[kind] })),
  );
  const bad: Line[] = [
    { id: INVALID_ID, kind: 'video', name: 'video-01.mp4', options: { width: 128, fps: 1_000 } },
    { id: REPEATED_ID, kind: 'image', name: 'picture-01.png', options: ASKED.image },
  ];
  const rows = [...mixed(good), ...bad].map(({ id, kind, name, options }) => [
    id,
    kind,
    urlOf(name),
    ...OPTIONS.map((option) => options[option] ?? ''),
  ]);
  const header = ['id', 'kind', 'url', ...OPTIONS.map((option) => `options.${option}`)];
  return [header, ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}

/** In an order that has nothing to do with the kinds, and is the same each time. */
function mixed(lines: readonly Line[]): Line[] {
  // 7 has no divisor in common with the number of lines, so each comes once.
  return lines.map((_, at) => lines[(at * 7) % lines.length]).filter((line) => line !== undefined);
}

/** Prices as somebody might have agreed on them. */
export const PRICES = {
  currency: 'EUR',
  // The files have a second or two.
  assumedMinutes: 0.03,
  prices: {
    video: { perMinute: 0.5, perItem: 0.02 },
    audio: { perMinute: 0.2 },
    image: { perItem: 0.01 },
    animation: { perItem: 0.03 },
  },
};
