// Exits 1 unless the report.json of two folders say the same, but for times and folders.
import { readFileSync } from "node:fs";

const [a, b] = process.argv.slice(2, 4).map((dir) =>
  JSON.parse(
    readFileSync(`${dir}/report.json`, "utf8").replaceAll(dir, "OUT"),
    (key, value) => ["durationMs", "startedAt"].includes(key) ? undefined : value,
  )
);
const results = (report) =>
  new Map(
    report.targets.flatMap((t) =>
      t.results.map((r) => [[t.name, r.id, r.role, r.method, r.detection].join(" "), r])
    ),
  );
const [before, after] = [results(a), results(b)];
const differing = [...new Set([...before.keys(), ...after.keys()])].filter((key) =>
  JSON.stringify(before.get(key)) !== JSON.stringify(after.get(key))
);
for (const key of differing) {
  console.log(key, before.get(key)?.verdict, after.get(key)?.verdict);
}
if (differing.length > 0 || JSON.stringify(a) !== JSON.stringify(b)) {
  console.log(`${differing.length} results differ`);
  process.exit(1);
}
console.log(`${before.size} results, all the same`);
