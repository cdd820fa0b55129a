/**
 * What the first bytes of a stream say of a format.
 *
 * `yes`: the bytes are so much this format's that nothing else is likely, on whatever port. `likely`: they
 * fit, but others could, too. `maybe`: they could be, or more are needed to tell. `no`: they can't be.
 */
export type Recognition = "yes" | "likely" | "maybe" | "no";
