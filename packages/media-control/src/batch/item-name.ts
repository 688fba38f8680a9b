/** How a person names an item of a batch. */
export type ItemName =
  | { readonly by: 'index'; readonly index: number }
  | { readonly by: 'line'; readonly line: number }
  | { readonly by: 'id'; readonly id: string };
