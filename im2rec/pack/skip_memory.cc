#include "im2rec/pack/skip_memory.h"

#include <charconv>

namespace imrec {

SkipMemory::SkipMemory(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    std::uint64_t line = 0;
    const char* end = note.data() + note.size();
    const auto [stop, status] = std::from_chars(note.data(), end, line);
    if (status != std::errc() || stop == end || *stop != ' ') continue;
    reasons_.emplace(line, std::string(stop + 1, end));
  }
}

const std::string* SkipMemory::Find(std::uint64_t line) const {
  const auto found = reasons_.find(line);
  return found == reasons_.end() ? nullptr : &found->second;
}

std::string SkipMemory::NoteOf(const SkippedLine& line) {
  return std::to_string(line.line) + ' ' + line.reason;
}

}  // namespace imrec
