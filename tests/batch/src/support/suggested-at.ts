/** Events after which a server suggests to continue as new when runs are to be handed over early; by default it is 4,096. */
export const SUGGESTED_AT = 40;
