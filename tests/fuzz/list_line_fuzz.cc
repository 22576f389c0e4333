// Any bytes as a list, and as a line of one: a line that can be read can be written, and reads back
// the same.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <imrec/list_file.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::ParseList({reinterpret_cast<const char*>(data), size}, "fuzz");
  imrec::ListEntry entry;
  try {
    entry = imrec::ParseListLine({reinterpret_cast<const char*>(data), size});
  } catch (const imrec::Error&) {
    return 0;
  }
  std::string line;
  try {
    AppendListLine(entry, imrec::LabelFormat::kShortest, line);
  } catch (const imrec::Error&) {
    return 0;  // a line end inside the path
  }
  line.pop_back();
  const imrec::ListEntry again = imrec::ParseListLine(line);
  if (again.index != entry.index || again.path != entry.path) std::abort();
  if (again.labels.size() != entry.labels.size()) std::abort();
  for (std::size_t i = 0; i < entry.labels.size(); ++i) {
    const bool same = again.labels[i] == entry.labels[i] ||
                      (std::isnan(again.labels[i]) && std::isnan(entry.labels[i]));
    if (!same) std::abort();
  }
  return 0;
}
