import { FACT_KINDS } from "../facts/catalogue.ts";
import { values, type Misconception } from "./types.ts";

const SYN = /^handshake\.(syn|syn_ack)\./;

export const otherDirection: Misconception = {
  id: "other-direction",
  title: "The other direction's value",
  hint: "That is the value of the other direction. Look at whose packets carry it: `ip.src` and `tcp.srcport` tell the sender.",
  appliesTo: (id) => id !== null && (FACT_KINDS.get(id)?.sided === true || SYN.test(id)),
  wrongValues: ({ fact, number }) => {
    const { id } = fact!;
    if (!SYN.test(id)) return values(number(id, "other"));
    return values(
      number(id.startsWith("handshake.syn_ack.") ? id.replace("syn_ack", "syn") : id.replace("syn", "syn_ack"), null),
    );
  },
};
