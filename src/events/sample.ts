/** The source of samples: no webhook comes in by it, and no backtest counts it. */
export const sampleSource = 'sample';
