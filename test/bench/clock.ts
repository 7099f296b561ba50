/** Milliseconds of the machine's monotonic clock, which is the same in every process and thread. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;
