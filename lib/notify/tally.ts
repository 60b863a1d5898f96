/** What became of messages since the start, for `/metrics`. */
export interface NotifyTally {
  readonly byRoute: ReadonlyMap<string, { accepted: number; refused: number; givenUp: number }>;
}

export const createNotifyTally = (routes: readonly string[]): NotifyTally => ({
  byRoute: new Map(routes.map((route) => [route, { accepted: 0, refused: 0, givenUp: 0 }])),
});
