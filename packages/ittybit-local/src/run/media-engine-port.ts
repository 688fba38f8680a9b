export interface MediaEnginePort {
  todo?: never;
}
