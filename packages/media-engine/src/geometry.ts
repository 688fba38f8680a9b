import { refusal } from './options/rules.js';
import { maxSide, type Length, type Position, type SizeOptions } from './options/shared-options.js';

export interface Frame {
  width: number;
  height: number;
}

export interface FramePlan {
  frame: Frame;
  /** ffmpeg filters, in order; the result has square pixels. */
  filters: string[];
}

export interface FrameRequest {
  options: SizeOptions;
  /** Size of the input as shown. */
  source: Frame;
  /** 4:2:0 video needs even sides: odd ones are rounded down, to no less than 2. */
  evenSides: boolean;
  /** Default `black`. */
  defaultBackground?: string;
}

/** Decides the size of the result and how the picture gets there. */
export function planFrame({
  options,
  source,
  evenSides,
  defaultBackground = 'black',
}: FrameRequest): FramePlan {
  const round = evenSides ? roundEven : roundWhole;
  const frame = resultFrame(options, source, round);
  requireWithin(frame);
  const { fit = 'fill', position = 'center', background } = options;
  if (fit === 'fill' || options.width === undefined || options.height === undefined) {
    return { frame, filters: [scaleTo(frame), 'setsar=1'] };
  }
  const ratios = [frame.width / source.width, frame.height / source.height];
  const ratio = fit === 'contain' ? Math.min(...ratios) : Math.max(...ratios);
  const scaled = { width: round(source.width * ratio), height: round(source.height * ratio) };
  if (fit === 'contain') {
    const inner = {
      width: Math.min(scaled.width, frame.width),
      height: Math.min(scaled.height, frame.height),
    };
    const at = place(position, { width: frame.width - inner.width, height: frame.height - inner.height });
    const color = background === undefined ? defaultBackground : ffmpegColor(background);
    const pad = `pad=${frame.width}:${frame.height}:${at.x}:${at.y}:color=${color}`;
    return { frame, filters: [scaleTo(inner), pad, 'setsar=1'] };
  }
  const outer = { width: Math.max(scaled.width, frame.width), height: Math.max(scaled.height, frame.height) };
  const at = place(position, { width: outer.width - frame.width, height: outer.height - frame.height });
  return {
    frame,
    filters: [scaleTo(outer), `crop=${frame.width}:${frame.height}:${at.x}:${at.y}`, 'setsar=1'],
  };
}

export function scaleTo({ width, height }: Frame): string {
  return `scale=${width}:${height}:flags=bicubic`;
}

function resultFrame({ width, height }: SizeOptions, source: Frame, round: (side: number) => number): Frame {
  const wide = width === undefined ? undefined : pixels(width, source.width);
  const high = height === undefined ? undefined : pixels(height, source.height);
  const keptWide = wide ?? (high === undefined ? source.width : (source.width * high) / source.height);
  const keptHigh = high ?? (wide === undefined ? source.height : (source.height * wide) / source.width);
  return { width: round(keptWide), height: round(keptHigh) };
}

function pixels(length: Length, source: number): number {
  return typeof length === 'number' ? length : (source * Number.parseFloat(length)) / 100;
}

function requireWithin({ width, height }: Frame): void {
  for (const [option, side] of Object.entries({ width, height })) {
    if (side <= maxSide) continue;
    const why = `${option} of the result would be ${side} pixels`;
    throw refusal('optionOutOfRange', option, { why, allowed: `up to ${maxSide} pixels` });
  }
}

export function roundEven(side: number): number {
  return Math.max(2, Math.floor(Math.round(side) / 2) * 2);
}

function roundWhole(side: number): number {
  return Math.max(1, Math.round(side));
}

function place(position: Position, room: Frame): { x: number; y: number } {
  const side = (before: string, after: string, space: number): number => {
    if (position.includes(before)) return 0;
    return position.includes(after) ? space : Math.floor(space / 2);
  };
  return { x: side('left', 'right', room.width), y: side('top', 'bottom', room.height) };
}

function ffmpegColor(background: string): string {
  const digits = background.slice(1);
  const six = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits;
  return `0x${six}`;
}
