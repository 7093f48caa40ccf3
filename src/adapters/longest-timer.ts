/** The longest wait of a timer, in milliseconds; one that is to wait longer fires at once. */
export const LONGEST_TIMER: number = 2 ** 31 - 1
