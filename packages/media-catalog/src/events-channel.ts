/** What `NOTIFY` is sent on; its payload is the id of a resource. */
export const EVENTS_CHANNEL = 'media_catalog_events';
