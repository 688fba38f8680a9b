/** A promise that the test resolves when it is time. */
export function held(): { readonly promise: Promise<undefined>; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    promise,
    release: () => {
      resolve(undefined);
    },
  };
}
