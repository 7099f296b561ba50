/** The source name of samples. It receives no webhooks, and backtests don't count it. */
export const sampleSource = 'sample';
