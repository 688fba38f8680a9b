/** How far the clocks of the service, the Temporal server and this worker may be apart. */
export const CLOCK_SKEW_MS = 10 * 60_000;

/** Why a wait of our own ended early. One for all: making an error with its stack costs more than the wait's timer. */
export const NO_LONGER_NEEDED = new Error('the wait is no longer needed');
