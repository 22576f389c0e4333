// Any bytes as a class-name file, and as a label map of annotations.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "tests/fuzz/memory_file.h"
#include "voc/classes/label_map.h"

namespace {

// What can be read can be written, and reads back the same.
void CheckClassNames(const std::string& path) {
  std::vector<std::string> names;
  try {
    names = imrec::ReadClassNames(path);
  } catch (const imrec::Error&) {
    return;
  }
  const std::string text = imrec::FormatClassNames(names);
  const imrec::fuzz::MemoryFile again(reinterpret_cast<const std::uint8_t*>(text.data()),
                                      text.size());
  if (imrec::ReadClassNames(again.path()) != names) abort();
}

// The names of a label map can be written to a class-name file.
void CheckLabelMap(const std::string& path, bool lines) {
  imrec::VocProblems problems;
  try {
    const imrec::LabelMap map =
        lines ? imrec::LabelMap::ReadLines(path) : imrec::LabelMap::Read(path);
    imrec::FormatClassNames(map.Classes("fuzz", problems));
  } catch (const imrec::Error& error) {
    // Thrown by FormatClassNames() alone.
    if (error.code() == imrec::ErrorCode::kInvalidArgument) abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const imrec::fuzz::MemoryFile file(data, size);
  CheckClassNames(file.path());
  CheckLabelMap(file.path(), true);
  CheckLabelMap(file.path(), false);
  return 0;
}
