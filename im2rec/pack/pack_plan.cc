#include "im2rec/pack/pack_plan.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

#include "im2rec/list/list_scan.h"
#include "recordio/internal/checksum_file.h"

namespace imrec {
namespace {

// Returns the lines that have an index of an earlier line.
std::vector<SkippedLine> FindRepeats(const ListScan& scan) {
  const ListLines lines(scan.table);
  const std::vector<std::uint64_t> indices = FindRepeatedIndices(scan, lines);
  std::vector<SkippedLine> repeats;
  if (indices.empty()) return repeats;
  std::vector<std::uint64_t> first_lines(indices.size());  // 0: not seen yet
  ListLineReader reader(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const ListEntry& entry = reader.Read(i);
    const auto found = std::ranges::lower_bound(indices, entry.index);
    if (found == indices.end() || *found != entry.index) continue;
    std::uint64_t& first = first_lines[static_cast<std::size_t>(found - indices.begin())];
    if (first == 0) {
      first = entry.line;
      continue;
    }
    repeats.push_back({.line = entry.line,
                       .index = entry.index,
                       .path = entry.path,
                       .reason = "line " + std::to_string(entry.line) + " repeats index " +
                                 std::to_string(entry.index) + " of line " +
                                 std::to_string(first)});
  }
  return repeats;
}

// Removes lines from the table. Both are in the order of the list.
void LeaveOut(const std::vector<SkippedLine>& removed, ListTable& table) {
  auto next = removed.begin();
  for (ListBlock& block : table.blocks) {
    while (next != removed.end() && next->line <= block.line) ++next;
    block.position -= static_cast<std::uint64_t>(next - removed.begin());
  }
  table.size -= removed.size();
  const auto middle = static_cast<std::ptrdiff_t>(table.left_out.size());
  for (const SkippedLine& line : removed) table.left_out.push_back(line.line);
  std::ranges::inplace_merge(table.left_out, table.left_out.begin() + middle);
}

// Returns the first line of a part, lines * part / parts, without overflow.
std::size_t PartBegin(std::size_t lines, std::uint64_t part, std::uint64_t parts) {
  return static_cast<std::size_t>(lines / parts * part + lines % parts * part / parts);
}

}  // namespace

PackPlan MakePackPlan(const ListSource& list) {
  ListScan scan = ScanList(list.name, list.text);
  PackPlan plan{
      .lines = {}, .skipped = std::move(scan.malformed), .digest = FormatDigest(scan.digest)};
  std::vector<SkippedLine> repeats = FindRepeats(scan);
  LeaveOut(repeats, scan.table);
  plan.lines = ListLines(std::move(scan.table));
  std::ranges::move(repeats, std::back_inserter(plan.skipped));
  std::ranges::sort(plan.skipped, {}, &SkippedLine::line);
  return plan;
}

void KeepPart(std::uint64_t index, std::uint64_t count, PackPlan& plan) {
  const std::size_t begin = PartBegin(plan.lines.size(), index, count);
  const std::size_t end = PartBegin(plan.lines.size(), index + 1, count);
  ListLineReader reader(plan.lines);
  // A skipped line belongs to the part of the packed line before it; before the first, to part 0.
  const auto first_line = [&](std::uint64_t part, std::size_t position) {
    if (part == 0) return std::uint64_t{0};
    return position < plan.lines.size() ? reader.Read(position).line
                                        : std::numeric_limits<std::uint64_t>::max();
  };
  const std::uint64_t begin_line = first_line(index, begin);
  const std::uint64_t end_line = first_line(index + 1, end);
  std::erase_if(plan.skipped, [&](const SkippedLine& skipped) {
    return skipped.line < begin_line || skipped.line >= end_line;
  });
  plan.lines = plan.lines.Slice(begin, end);
}

}  // namespace imrec
