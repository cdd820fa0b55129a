import { Exact } from "../exact.ts";
import { raised } from "../answers/number.ts";
import { values, type Misconception } from "./types.ts";

const SCALED_WINDOW = /^window\.(min|max)$/;
const SYN_WINDOW = /^handshake\.(syn|syn_ack)\.window$/;
const SHIFT = /^handshake\.(syn|syn_ack)\.window_shift$/;
const SCALE = "tcp.window_size_scalefactor";

export const unscaledWindow: Misconception = {
  id: "unscaled-window",
  title: "The window without its scale",
  hint: "That is the header's 16-bit field (tcp.window_size_value). The window in bytes is that field times the scale factor that this side announced in its SYN (tcp.window_size).",
  appliesTo: (id) => id !== null && SCALED_WINDOW.test(id),
  wrongValues: ({ fact, number }) => values(number(fact!.id.replace("window.", "window.raw."))),
};

export const scaledSynWindow: Misconception = {
  id: "scaled-syn-window",
  title: "The window of a SYN, scaled",
  hint: "The window in a segment with SYN is never scaled (RFC 7323, section 2.2): the scale is only agreed on by it.",
  appliesTo: (id) => id !== null && SYN_WINDOW.test(id),
  wrongValues: ({ fact, right, number }) => {
    const shift = number(fact!.id.replace(/window$/, "window_shift"), null);
    const factor = shift === null ? null : raised(Exact.of(2n), shift.toNumber());
    return factor === null || factor.equals(Exact.of(1n)) ? [] : values(right.times(factor));
  },
};

export const shiftOrFactor: Misconception = {
  id: "shift-or-factor",
  title: "The scale's shift count taken for its factor, or the other way round",
  hint: "The option carries a shift count; the factor is 2 to the power of it. A shift count of 7 is a factor of 128.",
  appliesTo: (id) => id !== null && (id === SCALE || SHIFT.test(id)),
  wrongValues: ({ fact, right }) => {
    if (fact!.id !== SCALE) return values(raised(Exact.of(2n), right.toNumber()));
    const shift = Math.log2(right.toNumber());
    return Number.isInteger(shift) ? values(Exact.from(shift)) : [];
  },
};
