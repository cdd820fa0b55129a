import { analyze } from "/work/main/src/analyze/analyze.ts";
const r = await analyze(process.argv[2]!);
for (const s of r.streams) { const f=s.frames; console.log(JSON.stringify({...s, directions: undefined, frames: f&&{...f,list:f.list.slice(0,3).concat(f.list.slice(-2))}, verdicts: s.verdicts.slice(0,40)},null,0).replaceAll('},{','},\n {')); for (const d of s.directions) console.log(JSON.stringify({...d, segment_size:{...d.segment_size,histogram:d.segment_size.histogram.length}, analysis: Object.fromEntries(Object.entries(d.analysis).map(([k,v])=>[k,v!.length]))})); }
console.log(JSON.stringify(r.capture));
