// Lists in memory, for tests.
#ifndef IMREC_TESTS_IM2REC_TEXT_LIST_H_
#define IMREC_TESTS_IM2REC_TEXT_LIST_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <imrec/list_file.h>

#include "im2rec/pack/pack_plan.h"

namespace imrec::test {

inline PackPlan PlanOf(const std::string& text) {
  ListSource list;
  list.name = "set.lst";
  list.text = std::make_shared<const TextSource>(text);
  return MakePackPlan(list);
}

inline ListLines LinesOf(std::span<const ListEntry> entries) {
  std::string text;
  for (const ListEntry& entry : entries) AppendListLine(entry, LabelFormat::kShortest, text);
  return PlanOf(text).lines;
}

inline std::vector<ListEntry> EntriesOf(const ListLines& lines) {
  std::vector<ListEntry> entries;
  ListLineReader reader(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) entries.push_back(reader.Read(i));
  return entries;
}

}  // namespace imrec::test

#endif  // IMREC_TESTS_IM2REC_TEXT_LIST_H_
