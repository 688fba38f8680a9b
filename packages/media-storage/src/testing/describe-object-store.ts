import { describe } from 'vitest';
import { describeAborting } from './object-store/aborting.js';
import { describeConditions } from './object-store/conditions.js';
import { describeDeleting } from './object-store/deleting.js';
import { describeKeys } from './object-store/keys.js';
import { describeListing } from './object-store/listing.js';
import { describeReading } from './object-store/reading.js';
import type { MakeStore } from './object-store/store-content.js';
import { describeWriting } from './object-store/writing.js';

/** What every adapter must do. `makeStore` gives an empty store each time. */
export function describeObjectStore(name: string, makeStore: MakeStore): void {
  describe(name, () => {
    describeWriting(makeStore);
    describeConditions(makeStore);
    describeReading(makeStore);
    describeListing(makeStore);
    describeDeleting(makeStore);
    describeKeys(makeStore);
    describeAborting(makeStore);
  });
}
