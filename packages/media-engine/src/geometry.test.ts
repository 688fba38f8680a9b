import { describe, expect, it } from 'vitest';
import { isEngineError } from './engine-error.js';
import { planFrame, type FramePlan } from './geometry.js';
import type { SizeOptions } from './options/shared-options.js';

const source = { width: 160, height: 90 };
const plan = (options: SizeOptions, evenSides = true): FramePlan => planFrame({ options, source, evenSides });

describe('planFrame', () => {
  it('keeps the size of the input, made even for video', () => {
    expect(plan({}).frame).toEqual(source);
    const odd = { width: 161, height: 91 };
    expect(planFrame({ options: {}, source: odd, evenSides: true }).frame).toEqual({
      width: 160,
      height: 90,
    });
    expect(planFrame({ options: {}, source: odd, evenSides: false }).frame).toEqual(odd);
  });

  it('keeps the aspect when one side is given', () => {
    expect(plan({ width: 80 }, false).frame).toEqual({ width: 80, height: 45 });
    expect(plan({ width: 80 }).frame).toEqual({ width: 80, height: 44 });
    expect(plan({ height: 180 }).frame).toEqual({ width: 320, height: 180 });
  });

  it('takes percentages of the input', () => {
    expect(plan({ width: '50%', height: '100%' }).frame).toEqual({ width: 80, height: 90 });
    expect(plan({ width: '0.1%' }).frame).toEqual({ width: 2, height: 2 });
  });

  it('stretches with fill, which is the default for two sides', () => {
    expect(plan({ width: 100, height: 100 })).toEqual(plan({ width: 100, height: 100, fit: 'fill' }));
    expect(plan({ width: 100, height: 100 }).filters).toEqual(['scale=100:100:flags=bicubic', 'setsar=1']);
  });

  it('pads with contain, where the position says, in the colour asked for', () => {
    const square = { width: 160, height: 160, fit: 'contain' } as const;
    expect(plan(square).filters[1]).toBe('pad=160:160:0:35:color=black');
    expect(plan({ ...square, position: 'top', background: '#f0a' }).filters[1]).toBe(
      'pad=160:160:0:0:color=0xff00aa',
    );
    expect(plan({ ...square, position: 'bottom_right', background: '#102030' }).filters[1]).toBe(
      'pad=160:160:0:70:color=0x102030',
    );
  });

  it('crops with cover, keeping the part the position names', () => {
    const square = { width: 90, height: 90, fit: 'cover' } as const;
    expect(plan(square).filters.slice(0, 2)).toEqual(['scale=160:90:flags=bicubic', 'crop=90:90:35:0']);
    expect(plan({ ...square, position: 'left' }).filters[1]).toBe('crop=90:90:0:0');
    expect(plan({ ...square, position: 'top_right' }).filters[1]).toBe('crop=90:90:70:0');
  });

  it('refuses a result larger than 8192 pixels, naming the side', () => {
    const thin = { width: 10, height: 1000 };
    try {
      planFrame({ options: { width: 100 }, source: thin, evenSides: true });
      expect.unreachable();
    } catch (error) {
      expect(isEngineError(error) && error).toMatchObject({ code: 'optionOutOfRange', option: 'height' });
    }
  });
});
