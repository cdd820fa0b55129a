/** What the page concludes from a capture, and what it must not. */
import { describe, expect, it } from "vitest";
import { capture } from "../support/fixtures.ts";
import { pageOf } from "./pages.ts";

/** The page as its reader sees it: no markup, spaces as one. */
async function textOf(name: string): Promise<string> {
  const { html } = await pageOf(capture(name));
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");
}

describe("the page", () => {
  it("does not say that the receiver held nobody back, nor that no card joined segments, where that can't be told", async () => {
    const text = await textOf("midstream.pcap");
    expect(text).toContain("Whether it held the sender back is unknown: ");
    expect(text).not.toContain("The sender was never held back");
    expect(text).toContain("That can't be told here: the SYNs with the MSS are not in the capture.");
    expect(text).not.toContain("Not here: no segment is larger than the MSS.");
  });

  it("says how each segment that was sent again shows: by a first copy in front of it, behind it, or by none", async () => {
    const text = await textOf("reorder-viewer.pcap");
    expect(text).toMatch(/For \d+ of them \([^)]*\) the same Seq stands in an earlier packet/);
    expect(text).toMatch(/For 2 of them \(24, 78\) the first copy comes later in this capture/);
    expect(text).not.toContain("it was lost before it");
  });

  it("tells packets that came twice from those that were sent twice", async () => {
    const text = await textOf("duplicate-viewer.pcap");
    expect(text).toContain("No: no byte was sent again.");
    expect(text).toMatch(/\d+ packets repeat a Seq with the same IP identification \(.*24.*\)/);
  });

  it("does not call what the receiver's window let through what the program offered", async () => {
    const text = await textOf("zerowin-viewer.pcap");
    expect(text).toContain("The receiver's window held the sender back here");
    expect(text).not.toContain("is what the program offered");
    expect(await textOf("loss-viewer.pcap")).not.toContain("Every byte was sent once");
  });

  it.each(["rough-sharer.pcap", "reorder-viewer.pcap", "loss1-sharer.pcap"])(
    "tells each story in the order of its packets: %s",
    async (name) => {
      const { html } = await pageOf(capture(name));
      const stories = [...html.matchAll(/<section class="story"[^>]*><h4>.*?<\/h4><ol>(.*?)<\/ol>/gs)];
      expect(stories.length).toBeGreaterThan(0);
      for (const [, steps = ""] of stories) {
        const packets = [...steps.matchAll(/<li>Packet (\d+)/g)].map(([, packet]) => Number(packet));
        expect(packets).toEqual([...packets].sort((a, b) => a - b));
      }
    },
  );
});
